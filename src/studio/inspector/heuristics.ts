/** Settings that papers and the tools themselves name. Only what they state; each with its source. */
import type { FilterRow } from '../../recipe/recipe.ts';

export interface Heuristic {
  /** A number is also marked on the slider. */
  readonly value: number | readonly FilterRow[] | 'u';
  /** What it is, in a few words. */
  readonly text: string;
  readonly cite: string;
  readonly url: string;
}

const TIES = { cite: 'Yadav et al. 2023', url: 'https://arxiv.org/abs/2306.01708' };
const DARE = { cite: 'Yu et al. 2024', url: 'https://arxiv.org/abs/2311.03099' };
const DELLA = { cite: 'Deep et al. 2024', url: 'https://arxiv.org/abs/2406.11617' };
const TASKS = { cite: 'Ilharco et al. 2023', url: 'https://arxiv.org/abs/2212.04089' };
const SCE = { cite: 'Wan et al. 2024', url: 'https://arxiv.org/abs/2408.07990' };
const DAM = { cite: 'Gauthier-Caron et al. 2024', url: 'https://arxiv.org/abs/2410.08371' };
const MERGEKIT = { cite: 'mergekit', url: 'https://github.com/arcee-ai/mergekit' };

const SLERP_ROWS: readonly FilterRow[] = [
  { filter: 'self_attn', value: [0, 0.5, 0.3, 0.7, 1] },
  { filter: 'mlp', value: [1, 0.5, 0.7, 0.3, 0] },
  { value: 0.5 },
];

const U_SHAPE: Heuristic = {
  value: 'u',
  text: 'U over the layers: high at both ends, low in the middle; a rule of thumb of mergekit’s users',
  ...DAM,
};

const TRIM: Heuristic = { value: 0.2, text: 'the largest 20 % keep what was learned', ...TIES };
const DROP: Heuristic = { value: 0.1, text: '90 % can be dropped when the changes are small', ...DARE };
const RANKED: Heuristic = { value: 0.7, text: 'best published setting: 30 % dropped', ...DELLA };
const RANKED_SCALE: Heuristic = { value: 1.1, text: 'best published setting', ...DELLA };
const RANKED_WINDOW: Heuristic = { value: 0.07, text: 'best published setting: a window of 0.14', ...DELLA };

/** By `method.parameter`. */
const TABLE: Readonly<Record<string, readonly Heuristic[]>> = {
  'slerp.t': [{ value: SLERP_ROWS, text: 'attention and MLP in opposite waves, the usual recipe', ...MERGEKIT }],
  'ties.density': [TRIM],
  'ties.lambda': [{ value: 1, text: 'without data to tune it on', ...TIES }],
  'dare_ties.density': [DROP],
  'dare_linear.density': [DROP],
  'della.density': [RANKED],
  'della.lambda': [RANKED_SCALE],
  'della.epsilon': [RANKED_WINDOW],
  'task_arithmetic.lambda': [
    { value: 0.4, text: 'usual for a few tasks', ...TASKS },
    { value: 0.3, text: 'usual for eight tasks', ...TASKS },
  ],
  'sce.select_topk': [{ value: 0.1, text: 'the paper selects 10 %', ...SCE }],
  'ties.weight': [U_SHAPE],
  'dare_ties.weight': [U_SHAPE],
};

export const heuristicsOf = (method: string, key: string): readonly Heuristic[] => TABLE[`${method}.${key}`] ?? [];

/** Those that a slider can mark. */
export const marksOf = (method: string, key: string): readonly number[] =>
  heuristicsOf(method, key).flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
