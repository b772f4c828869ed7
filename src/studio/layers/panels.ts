/** All diagnostics of the Layers tab, a builder each. One that has nothing to say of a merge is left out. */
import { pairsOf } from '../live/totals.ts';
import { percent } from '../words/format.ts';
import { coarsestRounding, normalKept } from './floors.ts';
import { cosineFloor, type LayerTotals, type Material, type Panel, type Row, type Series } from './panel.ts';

type Builder = (material: Material) => Panel | undefined;

const INK = 'var(--ink)';
const QUIET = 'var(--ink-3)';

const models = ({ observation: { inputs } }: Material): readonly number[] => inputs.flatMap(({ base }, i) => (base ? [] : [i]));
const pairs = ({ observation: { inputs } }: Material) => pairsOf(inputs);
const key = (input: number): string => `m${input}`;

function modelSeries(material: Material, inputs: readonly number[], look: Series['look']): readonly Series[] {
  return inputs.map((input) => ({ key: key(input), label: material.names[input] ?? '', colour: material.colours[input] ?? INK, look }));
}

/** Pairs are told apart by dashes and by their names: no model's colour is theirs. */
function pairSeries(material: Material): readonly Series[] {
  return pairs(material).map(([a, b], i) => ({
    key: `p${i}`,
    label: `${material.names[a]} and ${material.names[b]}`,
    colour: i < 3 ? INK : QUIET,
    look: i === 0 ? 'line' : 'dashed',
  }));
}

const layerRows = (
  layers: readonly LayerTotals[],
  values: (layer: LayerTotals) => Row['values'],
  floor?: (layer: LayerTotals) => Row['floor'],
): readonly Row[] => layers.map((layer) => ({ x: layer.layer, values: values(layer), floor: floor?.(layer) }));

const ofModels = (inputs: readonly number[], value: (input: number) => number | undefined): Row['values'] =>
  Object.fromEntries(inputs.map((input) => [key(input), value(input)]));

const LAYER = { x: 'layer', byLayer: true } as const;

/** Shares are written to a tenth of a per cent. */
const LEAST_SHOWN = 0.001;

/** The band of what rounding the weights alone gives, and its words. */
function rounding({ observation }: Material): { readonly floor: Row['floor']; readonly words: string } {
  const { dtype, floor } = coarsestRounding(observation) ?? { dtype: '', floor: 0 };
  const size = floor < LEAST_SHOWN ? `less than ${percent(LEAST_SHOWN)}` : percent(floor);
  return { floor: [0, floor], words: `rounding to ${dtype} alone gives ${size}` };
}

const change: Builder = (material) => {
  if (!material.observation.inputs.some(({ base }) => base)) return undefined;
  const shown = models(material);
  const { floor, words } = rounding(material);
  return {
    ...LAYER,
    id: 'change',
    title: 'Size of the change',
    formula: '‖τ‖/‖θ₀‖',
    expect: `Later layers usually change more; ${words}`,
    about: 'How far each model moved from the base, as a share of the base’s own size, layer by layer.',
    share: true,
    series: modelSeries(material, shown, 'bar'),
    rows: layerRows(
      material.layers,
      ({ totals }) => ofModels(shown, (input) => totals.parents[input]?.relativeChange),
      () => floor,
    ),
  };
};

const norm: Builder = (material) => {
  const hasBase = material.observation.inputs.some(({ base }) => base);
  const shown = hasBase ? models(material) : material.observation.inputs.map((_, i) => i);
  const { words } = rounding(material);
  return {
    ...LAYER,
    id: 'norm',
    title: hasBase ? 'Norm of the change' : 'Norm',
    formula: hasBase ? '‖τ‖' : '‖θ‖',
    expect: hasBase ? `Where training happened; ${words}` : `Models of one family are nearly the same; ${words}`,
    about: hasBase ? 'The length of each task vector in a layer, as it is.' : 'The length of each model’s weights in a layer.',
    share: false,
    series: modelSeries(material, shown, 'bar'),
    rows: layerRows(material.layers, ({ totals }) =>
      ofModels(shown, (input) => (hasBase ? totals.parents[input]?.change : totals.parents[input]?.norm)),
    ),
  };
};

const conflict: Builder = (material) => {
  const chances = material.layers.flatMap(({ totals }) => totals.conflictChance ?? []);
  if (chances.length === 0) return undefined;
  const reference = chances.reduce((sum, chance) => sum + chance, 0) / chances.length;
  return {
    ...LAYER,
    id: 'conflict',
    title: 'Conflict share',
    formula: 'signs that are not all equal, of entries with two votes or more',
    expect: `Bars start at chance, ${(reference * 100).toFixed(0)} %`,
    about:
      'Independent changes are at chance, where the bars start. Below it the models learned the same thing; above it they undo each other, and a sign election or a lower weight helps.',
    share: true,
    series: [{ key: 'conflict', label: 'conflict', colour: 'var(--model-2)', look: 'bar' }],
    rows: layerRows(material.layers, ({ totals }) => ({ conflict: totals.conflict?.value })),
    reference,
  };
};

const cosine: Builder = (material) => {
  if (pairs(material).length === 0) return undefined;
  return {
    ...LAYER,
    id: 'cosine',
    title: 'Direction',
    formula: 'cos(τᵢ, τⱼ)',
    expect: 'Band: what random vectors of this size give, ± 1/√n',
    about:
      'Whether the models moved the same way. Between 0 and 0.3 is usual, and near 0 is no fault: skills that share nothing do not disturb each other.',
    share: false,
    series: pairSeries(material),
    rows: layerRows(
      material.layers,
      ({ totals }) => Object.fromEntries(totals.pairs.map((pair, i) => [`p${i}`, pair.cosine])),
      ({ totals }) => [-cosineFloor(totals.looked), cosineFloor(totals.looked)],
    ),
    reference: 0,
  };
};

const distance: Builder = (material) => {
  const shown = material.observation.inputs.map((_, i) => i);
  const { floor, words } = rounding(material);
  return {
    ...LAYER,
    id: 'distance',
    title: 'Distance of the result',
    formula: '‖θ − θᵢ‖/‖θᵢ‖',
    expect: `Nearest to the parent with the largest say; ${words}`,
    about: 'How far the merge is from each of its parents, as a share of the parent’s own size, layer by layer.',
    share: true,
    series: modelSeries(material, shown, 'line'),
    rows: layerRows(
      material.layers,
      ({ totals }) => ofModels(shown, (input) => totals.parents[input]?.relativeDistance),
      () => floor,
    ),
  };
};

const conflictByModels: Builder = ({ diagnostics }) => {
  const rows = diagnostics?.conflictByModels ?? [];
  if (rows.length === 0) return undefined;
  return {
    id: 'conflictByModels',
    title: 'Conflict by number of models',
    formula: 'chance 1 − 2^(1 − n)',
    expect: 'Dashed: independent signs',
    about: 'Each further model adds votes that can disagree. A line under the dashed one means that the models share directions.',
    x: 'models',
    byLayer: false,
    share: true,
    series: [
      { key: 'share', label: 'conflict', colour: INK, look: 'line' },
      { key: 'chance', label: 'chance', colour: QUIET, look: 'dashed' },
    ],
    rows: rows.map(({ models: n, share, chance }) => ({ x: n, values: { share, chance } })),
  };
};

const overlap: Builder = (material) => {
  const found = material.diagnostics?.overlap ?? [];
  if (found.length === 0) return undefined;
  const ks = [...new Set(found.map(({ k }) => k))].sort((a, b) => a - b);
  return {
    id: 'overlap',
    title: 'Overlap of the largest',
    formula: 'Jaccard of the top k %',
    expect: 'Dashed: chance, k/(2 − k)',
    about: 'Whether the models changed the same entries most. Well above chance is usual for models that come from one base.',
    x: 'k, %',
    measured: true,
    byLayer: false,
    share: true,
    series: [...pairSeries(material), { key: 'chance', label: 'chance', colour: QUIET, look: 'dashed' }],
    rows: ks.map((k) => ({
      x: k * 100,
      values: {
        chance: found.find((one) => one.k === k)?.chance,
        ...Object.fromEntries(
          pairs(material).map(([a, b], i) => [
            `p${i}`,
            found.find((one) => one.k === k && one.pair[0] === a && one.pair[1] === b)?.jaccard,
          ]),
        ),
      },
    })),
  };
};

const trim: Builder = (material) => {
  const found = material.diagnostics?.trim ?? [];
  if (found.length === 0) return undefined;
  const shown = [...new Set(found.map(({ input }) => input))];
  const densities = [...new Set(found.map(({ density }) => density))].sort((a, b) => a - b);
  const whole = wholeTrimmed(material);
  const marks = shown.flatMap((input) => {
    const trimmed = whole[input];
    return trimmed !== undefined && trimmed > 0.005 ? [{ x: (1 - trimmed) * 100, colour: material.colours[input] ?? INK }] : [];
  });
  return {
    id: 'trim',
    title: 'What trimming keeps',
    formula: '‖top k % of τ‖/‖τ‖',
    expect: `Grey: a change without structure, normally distributed; ${marks.length > 0 ? 'dotted: the densities in use' : 'nothing is trimmed here'}`,
    about:
      'How much of a task vector is in its largest entries. Where the curve is flat, the rest can go: the top fifth usually keeps nearly all of a skill.',
    x: 'kept, %',
    measured: true,
    byLayer: false,
    share: true,
    series: [
      ...modelSeries(material, shown, 'line').map((series, i): Series => (i === 0 ? series : { ...series, look: 'dashed' })),
      { key: 'normal', label: 'normally distributed', colour: QUIET, look: 'dashed' },
    ],
    rows: densities.map((density) => ({
      x: density * 100,
      values: {
        ...ofModels(shown, (input) => found.find((one) => one.input === input && one.density === density)?.norm),
        normal: normalKept(density),
      },
    })),
    marks,
  };
};

/** Shares trimmed in all layers together. */
function wholeTrimmed({ layers, observation }: Material): readonly (number | undefined)[] {
  const entries = layers.reduce((sum, { totals }) => sum + totals.entries, 0);
  return observation.inputs.map((_, input) => {
    const parts = layers.map(({ totals }) => [totals.parents[input]?.trimmed, totals.entries] as const);
    if (entries === 0 || parts.some(([trimmed]) => trimmed === undefined)) return undefined;
    return parts.reduce((sum, [trimmed = 0, size]) => sum + trimmed * size, 0) / entries;
  });
}

const dareVariance: Builder = (material) => {
  const found = material.diagnostics?.dareVariance;
  if (!found?.length) return undefined;
  return {
    id: 'dareVariance',
    title: 'Variance that dropping adds',
    formula: '(1 − p)/p of ‖τ‖²',
    expect: '1 means as much noise as signal: density one half',
    about: 'DARE drops entries at random and scales up the rest: right on average, with this much noise about it.',
    x: 'model',
    byLayer: false,
    share: false,
    series: [{ key: 'relative', label: 'variance', colour: INK, look: 'bar' }],
    rows: found.map(({ input, relative }) => ({ x: material.names[input] ?? '', values: { relative } })),
    reference: 0,
  };
};

const angles: Builder = ({ diagnostics }) => {
  const found = diagnostics?.angles?.filter(({ layer }) => layer !== undefined);
  if (!found?.length) return undefined;
  return {
    id: 'angles',
    title: 'Angle of SLERP',
    formula: 'arccos(θₐ·θ_b / ‖θₐ‖‖θ_b‖)',
    expect: 'Open: so nearly parallel that a straight line was taken',
    about:
      'The angle between the two vectors that SLERP turns through, tensor by tensor. Fine-tunes of one base are a few degrees apart, and the arc is then almost a line.',
    ...LAYER,
    share: false,
    series: [
      { key: 'arc', label: 'arc, degrees', colour: 'var(--model-1)', look: 'dots' },
      { key: 'line', label: 'line, degrees', colour: 'var(--model-2)', look: 'open' },
    ],
    rows: found.map(({ layer = 0, degrees, linear }) => ({ x: layer, values: linear ? { line: degrees } : { arc: degrees } })),
  };
};

const BUILDERS: readonly Builder[] = [change, conflict, cosine, overlap, trim, distance, norm, conflictByModels, dareVariance, angles];

export const panelsOf = (material: Material): readonly Panel[] => BUILDERS.flatMap((build) => build(material) ?? []);
