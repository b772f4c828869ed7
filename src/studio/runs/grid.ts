/** Tensor names, sorted into layers and modules. */

export interface TensorCell {
  /** Its number in the plan. */
  readonly index: number;
}

export interface TensorGridData {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly (TensorCell | undefined)[] }[];
  /** Tensors that belong to no layer. */
  readonly others: readonly TensorCell[];
}

const IN_LAYER = /^(.*?)\.(\d+)\.(.+)$/;

/** `self_attn.q_proj.weight` → `q`, `input_layernorm.weight` → `ln1`: short enough to stand over a column. */
const SHORT: Readonly<Record<string, string>> = { input_layernorm: 'ln1', post_attention_layernorm: 'ln2' };

function shortModule(path: string): string {
  const parts = path.split('.').filter((part) => part !== 'weight');
  const last = parts.at(-1) ?? path;
  const bias = last === 'bias' ? ' b' : '';
  const name = bias ? (parts.at(-2) ?? last) : last;
  return (SHORT[name] ?? name.replace(/_proj$/, '')) + bias;
}

export function gridOf(names: readonly string[]): TensorGridData {
  const columns = new Map<string, number>();
  const rows = new Map<string, Map<string, TensorCell>>();
  const others: TensorCell[] = [];
  for (const [index, name] of names.entries()) {
    const match = IN_LAYER.exec(name);
    if (!match) {
      others.push({ index });
      continue;
    }
    const [, , layer = '', module = ''] = match;
    const row = rows.get(layer) ?? new Map<string, TensorCell>();
    rows.set(layer, row.set(module, { index }));
    columns.set(module, (columns.get(module) ?? 0) + 1);
  }
  const modules = [...columns.keys()].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  return {
    columns: unique(modules.map(shortModule)),
    rows: [...rows]
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([name, cells]) => ({ name, cells: modules.map((module) => cells.get(module)) })),
    others,
  };
}

/** The order in which a transformer's layer computes; what is not known goes last. */
const ORDER = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'];

function rank(module: string): number {
  const at = ORDER.findIndex((name) => module.includes(name));
  return at < 0 ? ORDER.length : at;
}

/** Columns need names of their own; the second `norm` is `norm 2`. */
function unique(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} ${times}`;
  });
}
