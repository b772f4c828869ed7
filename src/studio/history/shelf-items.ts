/** Runs, kept recipes and presets as rows of one kind: what the shelf lists, searches and compares. */
import { PRESETS } from '../state/presets.ts';
import { clock, duration, written } from '../words/format.ts';
import type { Book, RunRecord } from './book.ts';
import { PAPER_PRESETS } from './paper-presets.ts';

export type Shelf = 'runs' | 'recipes' | 'presets';

export interface ShelfItem {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  readonly text: string;
  readonly at?: number | undefined;
  readonly run?: RunRecord | undefined;
}

export function shelfItems(shelf: Shelf, { runs, recipes }: Pick<Book, 'runs' | 'recipes'>): readonly ShelfItem[] {
  if (shelf === 'runs') return runs.map((run) => ({ id: run.id, name: run.name, note: outcome(run), text: run.text, at: run.at, run }));
  if (shelf === 'recipes') return recipes.map((recipe) => ({ ...recipe, note: firstWords(recipe.text) }));
  return PRESET_ITEMS;
}

const PRESET_ITEMS: readonly ShelfItem[] = [
  ...PRESETS.map((preset) => ({ ...preset, id: `demo ${preset.name}`, note: `${preset.note} · demo family` })),
  ...PAPER_PRESETS.map(({ paper, ...preset }) => ({ ...preset, id: `${paper} ${preset.name}`, note: `${preset.note} · ${paper}` })),
];

/** Where a status is not its own word. */
const STATUS: Readonly<Partial<Record<RunRecord['status'], string>>> = { failed: 'stopped' };

const outcome = ({ what, status, seconds }: RunRecord): string =>
  `${what} · ${status === 'done' ? written(duration(seconds)) : (STATUS[status] ?? status)}`;

/** The method and how many models, as far as plain lines tell. */
function firstWords(text: string): string {
  const methods = [...text.matchAll(/^merge_method:\s*(\S+)/gm)].map(([, method]) => method);
  const models = new Set([...text.matchAll(/^\s*- model:\s*(\S+)/gm)].map(([, model]) => model)).size;
  return `${methods.join(', ') || 'no method'} · ${models} ${models === 1 ? 'model' : 'models'}`;
}

/** Every word of the query in the name, the note or the recipe. */
export function findItems(items: readonly ShelfItem[], query: string): readonly ShelfItem[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter(({ name, note, text }) => words.every((word) => `${name}\n${note}\n${text}`.toLowerCase().includes(word)));
}

/** Today by the clock, else by the day. */
export function whenText(at: number, now = Date.now()): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return sameDay ? clock(at) : new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}
