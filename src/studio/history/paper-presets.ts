/**
 * The merges of three papers as recipes. Those with two or three models run on the embedded demo family; the others name
 * the models of the paper, or leave room for the reader's own.
 */
import { demoRef } from '../state/library.ts';
import type { Preset } from '../state/presets.ts';

export interface PaperPreset extends Preset {
  /** Where it comes from, to group by. */
  readonly paper: string;
}

const [base, code, safety] = [demoRef('base'), demoRef('code'), demoRef('safety')];

const SKILLS = 'Merge to Learn';
const MIX = 'Mix data or merge models';
const DAM = 'Differentiable adaptive merging';

const CITE = {
  [SKILLS]: 'Morrison et al. 2024, Merge to Learn, arXiv 2410.12937',
  [MIX]: 'Aakanksha et al. 2024, Mix Data or Merge Models?, arXiv 2410.10801',
  [DAM]: 'Gauthier-Caron et al. 2024, Merging in a Bottle (DAM), arXiv 2410.08371',
} as const;

type Paper = keyof typeof CITE;
const PAPERS: readonly Paper[] = [SKILLS, MIX, DAM];

/** A model with its weight and its density, as far as the method takes them. */
type Entry = readonly [model: string, weight?: number | undefined, density?: number | undefined];

const evenly = (models: readonly string[], weight: number, density?: number): readonly Entry[] =>
  models.map((model) => [model, weight, density]);

interface Draft {
  readonly name: string;
  readonly note: string;
  /** What the merge does, a comment line each. */
  readonly about: readonly string[];
  readonly method: string;
  readonly base?: string;
  readonly models: readonly Entry[];
  readonly shared?: Readonly<Record<string, number | boolean>>;
}

const entry = ([model, weight, density]: Entry): string => [`  - model: ${model}`, ...block('    ', { weight, density })].join('\n');

function block(indent: string, parameters: Readonly<Record<string, number | boolean | undefined>>): readonly string[] {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return given.length === 0 ? [] : [`${indent}parameters:`, ...given.map(([key, value]) => `${indent}  ${key}: ${value}`)];
}

function presetOf(paper: Paper, { about, method, base: from, models, shared = {}, ...rest }: Draft): PaperPreset {
  const lines = [
    `# ${CITE[paper]}`,
    ...about.map((line) => `# ${line}`),
    `merge_method: ${method}`,
    ...(from === undefined ? [] : [`base_model: ${from}`]),
    'models:',
    ...models.map(entry),
    ...block('', shared),
    'dtype: bfloat16',
  ];
  return { ...rest, paper, text: `${lines.join('\n')}\n` };
}

const NORMALIZED = { normalize: true } as const;
const LANGUAGES = ['english', 'hindi', 'french', 'spanish', 'arabic', 'russian'] as const;
const own = (name: string) => `your-name/aya-23-8b-${name}`;
const OWN_MODELS = 'Put your own models in place of your-name/…';

const GERMAN = 'VAGOsolutions/Llama-3-SauerkrautLM-8b-Instruct';
const KOREAN = 'beomi/Llama-3-Open-Ko-8B';
const SQL = 'defog/llama-3-sqlcoder-8b';
const LLAMA = 'meta-llama/Meta-Llama-3-8B';

const DRAFTS: Readonly<Record<Paper, readonly Draft[]>> = {
  [SKILLS]: [
    {
      name: 'Add a skill by task arithmetic',
      note: 'θG + ω τD',
      about: [
        'Equation 2: the general model (here: safety) plus ω times what the skill model learned.',
        'The paper tries ω = 0.2, 0.4, 0.6, 0.8, 1.0; without validation data it takes |D| / |G|.',
      ],
      method: 'task_arithmetic',
      base,
      models: [
        [safety, 1],
        [code, 0.6],
      ],
    },
    {
      name: 'Add a skill by linear interpolation',
      note: 'θpre + ω τD + (1 − ω) τG',
      about: ['Equation 4: the two weights sum to 1, so the skill is paid for with the general model.', 'The paper tries ω = 0.2 to 1.0.'],
      method: 'task_arithmetic',
      base,
      models: [
        [safety, 0.6],
        [code, 0.4],
      ],
    },
    {
      name: 'WiSE-FT',
      note: 'θG + ω (θCFT − θG)',
      about: [
        'Equations 5 and 6: part of the way from the general model to its own continued fine-tuning.',
        'Needs no pretrained base. The demo family has no such pair: safety and code stand in for it.',
      ],
      method: 'task_arithmetic',
      base: safety,
      models: [[code, 0.5]],
    },
    {
      name: 'Three skills at once',
      note: 'θG + Σ ωk τk',
      about: ['Section 4.3: each skill trained by itself, their task vectors added to the general model.', OWN_MODELS],
      method: 'task_arithmetic',
      base: 'meta-llama/Llama-2-7b-hf',
      models: [
        ['your-name/tulu-2-7b-general', 1],
        ['your-name/llama-2-7b-science', 0.22],
        ['your-name/llama-2-7b-safety', 0.24],
        ['your-name/llama-2-7b-code', 0.57],
      ],
    },
  ],
  [MIX]: [
    {
      name: 'Two objectives, linear',
      note: 'the baseline: a weighted average',
      about: ['The safe and the general model, averaged. The paper tries weights 0, 0.3, 0.5, 0.7 and 1.'],
      method: 'linear',
      models: evenly([safety, code], 0.5),
    },
    {
      name: 'Two objectives, SLERP',
      note: 'its best balance of safety and skill',
      about: ['Along the arc between the two models.'],
      method: 'slerp',
      base: code,
      models: [[code], [safety]],
      shared: { t: 0.5 },
    },
    {
      name: 'Two objectives, TIES',
      note: 'its safest merge',
      about: ['Trim each task vector, elect signs, average those that agree.'],
      method: 'ties',
      base,
      models: evenly([safety, code], 0.5, 0.5),
      shared: NORMALIZED,
    },
    {
      name: 'Two objectives, DARE-TIES',
      note: 'random drop before the election',
      about: ['Drop entries of the task vectors at random and rescale the rest, then elect signs.'],
      method: 'dare_ties',
      base,
      models: evenly([safety, code], 0.5, 0.5),
      shared: NORMALIZED,
    },
    {
      name: 'Six languages, TIES',
      note: 'language-based, your own six models',
      about: ['One model for each language, merged into one.', OWN_MODELS],
      method: 'ties',
      base: 'CohereLabs/aya-23-8B',
      models: evenly(LANGUAGES.map(own), 0.1667, 0.5),
      shared: NORMALIZED,
    },
    {
      name: 'Six models, linear',
      note: 'objective-based, your own six models',
      about: ['Safety and general models of three languages each, averaged with equal weights.', OWN_MODELS],
      method: 'linear',
      models: evenly(
        LANGUAGES.slice(0, 3).flatMap((language) => [own(`${language}-safety`), own(`${language}-general`)]),
        0.1667,
      ),
    },
  ],
  [DAM]: [
    {
      name: 'Model soup',
      note: 'its strong simple baseline',
      about: ['The plain mean, which the paper finds hard to beat when the models are alike.'],
      method: 'linear',
      models: evenly([code, safety], 1),
    },
    {
      name: 'DARE-linear',
      note: 'random drop, plain sum',
      about: ['Drop entries of each task vector at random, rescale, and add what is left.'],
      method: 'dare_linear',
      base,
      models: evenly([code, safety], 0.5, 0.5),
    },
    {
      name: 'German, Korean and SQL, DARE-TIES',
      note: 'its second case study, 8 B from the Hub',
      about: ['Three Llama 3 models of the paper. The Korean one began at the base, the others at Instruct.'],
      method: 'dare_ties',
      base: LLAMA,
      models: evenly([GERMAN, KOREAN, SQL], 0.33, 0.5),
    },
    {
      name: 'German, Korean and SQL, TIES',
      note: 'three skills, 8 B from the Hub',
      about: ['The same three models, trimmed and elected without chance.'],
      method: 'ties',
      base: LLAMA,
      models: evenly([GERMAN, KOREAN, SQL], 0.33, 0.5),
      shared: NORMALIZED,
    },
  ],
};

export const PAPER_PRESETS: readonly PaperPreset[] = PAPERS.flatMap((paper) => DRAFTS[paper].map((draft) => presetOf(paper, draft)));
