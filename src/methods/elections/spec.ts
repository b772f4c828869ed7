/**
 * The election family is one table. Task vectors are thinned, weighted, perhaps filtered by an elected sign, summed and
 * added back to the base; the methods differ in four columns.
 */
import { DENSITY, LAMBDA, normalize, WEIGHT } from '../parameters.ts';
import type { MethodSpec, ParameterSpec } from '../spec-types.ts';

/** How task vectors are thinned: largest entries, a band without the largest, at random, at random by rank in the row. */
export type Thinning = 'magnitude' | 'band' | 'bernoulli' | 'ranked';

export interface Election {
  readonly id: string;
  readonly label: string;
  readonly summary: string;
  readonly thinning: Thinning;
  /** Entries that disagree with the elected sign are left out. */
  readonly elects: boolean;
  readonly normalize: boolean;
  readonly rescale: boolean;
}

const TIES_PAPER = {
  title: 'TIES-Merging: resolving interference when merging models',
  cite: 'Yadav et al. 2023',
  url: 'https://arxiv.org/abs/2306.01708',
};
const DARE_PAPER = {
  title: 'Language models are super Mario: absorbing abilities from homologous models as a free lunch',
  cite: 'Yu et al. 2024',
  url: 'https://arxiv.org/abs/2311.03099',
};
const BREADCRUMBS_PAPER = {
  title: 'Model Breadcrumbs: scaling multi-task model merging with sparse masks',
  cite: 'Davari and Belilovsky 2024',
  url: 'https://arxiv.org/abs/2312.06795',
};
const DELLA_PAPER = {
  title: 'DELLA-Merging: reducing interference in model merging through magnitude-based sampling',
  cite: 'Deep et al. 2024',
  url: 'https://arxiv.org/abs/2406.11617',
};
const PAPERS = { magnitude: TIES_PAPER, band: BREADCRUMBS_PAPER, bernoulli: DARE_PAPER, ranked: DELLA_PAPER } as const;

export const ELECTIONS: readonly Election[] = [
  {
    id: 'ties',
    label: 'TIES',
    summary: 'Keeps the largest entries of each task vector, elects a sign for every entry, and averages those that agree.',
    thinning: 'magnitude',
    elects: true,
    normalize: true,
    rescale: false,
  },
  {
    id: 'dare_linear',
    label: 'DARE-linear',
    summary: 'Drops entries of the task vectors at random, scales up the rest, and adds them.',
    thinning: 'bernoulli',
    elects: false,
    normalize: false,
    rescale: true,
  },
  {
    id: 'dare_ties',
    label: 'DARE-TIES',
    summary: 'Drops entries of the task vectors at random, scales up the rest, and adds those that agree with the elected sign.',
    thinning: 'bernoulli',
    elects: true,
    normalize: false,
    rescale: true,
  },
  {
    id: 'breadcrumbs',
    label: 'Breadcrumbs',
    summary: 'Leaves out the largest and the smallest entries of each task vector, and adds what lies between.',
    thinning: 'band',
    elects: false,
    normalize: false,
    rescale: false,
  },
  {
    id: 'breadcrumbs_ties',
    label: 'Breadcrumbs-TIES',
    summary: 'Leaves out the largest and the smallest entries, and adds those that agree with the elected sign.',
    thinning: 'band',
    elects: true,
    normalize: false,
    rescale: false,
  },
  {
    id: 'della',
    label: 'DELLA',
    summary: 'Drops small entries of the task vectors more often than large ones, elects a sign, and averages those that agree.',
    thinning: 'ranked',
    elects: true,
    normalize: true,
    rescale: true,
  },
  {
    id: 'della_linear',
    label: 'DELLA-linear',
    summary: 'Drops small entries of the task vectors more often than large ones, and adds the rest.',
    thinning: 'ranked',
    elects: false,
    normalize: false,
    rescale: true,
  },
];

const GAMMA: ParameterSpec = {
  key: 'gamma',
  label: 'Outliers γ',
  type: 'number',
  scope: 'model',
  default: 0.01,
  hard: { min: 0, max: 1 },
  soft: { min: 0, max: 0.2, step: 0.005 },
  unit: 'share of entries',
  help: 'The share of the largest entries that is left out as outliers.',
};
const EPSILON: ParameterSpec = {
  key: 'epsilon',
  label: 'Window ε',
  type: 'number',
  scope: 'model',
  default: 0.15,
  hard: { min: 0, max: 0.5 },
  soft: { min: 0, max: 0.5, step: 0.01 },
  unit: 'probability',
  help: 'The smallest entry of a row is kept with probability density − ε, the largest with density + ε.',
};

const rescale = (preset: boolean): ParameterSpec => ({
  key: 'rescale',
  label: 'Rescale',
  type: 'boolean',
  scope: 'shared',
  default: preset,
  help: 'Scales what is kept so that the task vector has as much mass as before.',
});

/** Named dialects: where papers and implementations disagree, mergekit's meaning is the default. */
function dialects({ thinning, elects }: Election): ParameterSpec[] {
  return [
    ...(thinning === 'magnitude' ? [TRIM] : []),
    choice('rescale_by', 'Rescale by', 'What rescaling restores: mergekit’s sum of magnitudes, or the mean over draws as in the papers.', [
      ['l1', 'Sum of magnitudes'],
      ['density', '1 / density'],
      ...(thinning === 'ranked' ? [['probability', '1 / own probability'] as const] : []),
    ]),
    ...(elects ? ELECTION_DIALECTS : []),
  ];
}

const TRIM = choice(
  'trim',
  'Trim over',
  'Whether each tensor keeps its share of entries, or the whole model does with one threshold. The latter reads every input four times.',
  [
    ['tensor', 'Each tensor'],
    ['model', 'The whole model'],
  ],
);

const ELECTION_DIALECTS: readonly ParameterSpec[] = [
  choice('elect_by', 'Elect by', 'Whether the sign with the greater sum wins, or the one that more models have.', [
    ['mass', 'Sum'],
    ['count', 'Number of models'],
  ]),
  choice('votes', 'Votes', 'Whether weights count in the election.', [
    ['weighted', 'Weighted'],
    ['unweighted', 'Unweighted'],
  ]),
  choice('zero', 'A tie elects', 'The sign that wins when the votes cancel exactly.', [
    ['plus', 'Plus'],
    ['minus', 'Minus'],
  ]),
  choice('divide_by', 'Normalise by', 'What normalising divides by, entry by entry: the weights that agree, or how many models agree.', [
    ['weights', 'Sum of weights'],
    ['count', 'Number of models'],
  ]),
];

function choice(key: string, label: string, help: string, values: readonly (readonly [string, string])[]): ParameterSpec {
  const choices = values.map(([value, text]) => ({ value, label: text }));
  const [first = ['', '']] = values;
  return { key, label, type: 'choice', scope: 'shared', default: first[0], choices, help, alloyOnly: true };
}

const THINNING_PARAMETERS: Readonly<Record<Thinning, readonly ParameterSpec[]>> = {
  magnitude: [DENSITY],
  band: [DENSITY, GAMMA],
  bernoulli: [DENSITY],
  ranked: [DENSITY, EPSILON],
};

export const ELECTION_SPECS: readonly MethodSpec[] = ELECTIONS.map((election) => ({
  id: election.id,
  label: election.label,
  summary: election.summary,
  paper: PAPERS[election.thinning],
  kind: 'election',
  base: 'required',
  models: { min: 0 },
  parameters: [
    WEIGHT,
    ...THINNING_PARAMETERS[election.thinning],
    LAMBDA,
    normalize(election.normalize),
    rescale(election.rescale),
    ...dialects(election),
  ],
  ...(election.thinning === 'ranked' && { checks: [{ kind: 'window', centre: 'density', half: 'epsilon' }] }),
  ...((election.thinning === 'bernoulli' || election.thinning === 'ranked') && { random: true }),
}));
