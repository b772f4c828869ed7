import { describe, expect, test } from 'vitest';
import { METHODS } from './methods.ts';
import { METHOD_SPECS, methodSpec } from './specs.ts';

/** mergekit 0.1.5's registry: base; models; shared parameters; parameters of each model. A star: no default. */
const REGISTRY: Readonly<Record<string, string>> = {
  linear: 'none; 1+; normalize=true; weight*',
  slerp: 'member; 2; t*; ',
  nuslerp: 'optional; 2; nuslerp_flatten=true nuslerp_row_wise=false; weight*',
  multislerp: 'optional; 1+; normalize_weights=true eps=1e-8; weight*',
  karcher: 'none; 1+; max_iter=10 tol=0.00001; ',
  task_arithmetic: 'required; 0+; lambda=1 normalize=false; weight*',
  ties: 'required; 0+; lambda=1 normalize=true rescale=false; weight* density=1',
  dare_linear: 'required; 0+; lambda=1 normalize=false rescale=true; weight* density=1',
  dare_ties: 'required; 0+; lambda=1 normalize=false rescale=true; weight* density=1',
  breadcrumbs: 'required; 0+; lambda=1 normalize=false rescale=false; weight* density=1 gamma=0.01',
  breadcrumbs_ties: 'required; 0+; lambda=1 normalize=false rescale=false; weight* density=1 gamma=0.01',
  della: 'required; 0+; lambda=1 normalize=true rescale=true; weight* density=1 epsilon=0.15',
  della_linear: 'required; 0+; lambda=1 normalize=false rescale=true; weight* density=1 epsilon=0.15',
  model_stock: 'required; 2+; filter_wise=false; ',
  sce: 'required; 0+; select_topk=1; ',
  ram: 'required; 0+; epsilon=0.00001; ',
  ramplus_tl: 'required; 0+; r=0.1 alpha=0.2 epsilon=0.00001; ',
  nearswap: 'required; 1; t*; ',
  arcee_fusion: 'member; 2; ; ',
  passthrough: 'none; 1; ; scale=1',
};

const summary = (id: string): string => {
  const { base, models, parameters = [] } = methodSpec(id) ?? {};
  const listed = (scope: string) =>
    parameters
      .filter((parameter) => parameter.scope === scope && !parameter.alloyOnly)
      .map(({ key, default: preset }) => `${key}${preset === undefined ? '*' : `=${preset}`}`)
      .join(' ');
  return `${base}; ${models?.min}${models?.max === undefined ? '+' : ''}; ${listed('shared')}; ${listed('model')}`;
};

test('methods and defaults are mergekit’s', () => {
  expect(METHOD_SPECS.map(({ id }) => id).sort()).toEqual(Object.keys(REGISTRY).sort());
  for (const [id, expected] of Object.entries(REGISTRY)) expect(`${id}: ${summary(id)}`).toBe(`${id}: ${expected}`);
});

test('every method has a rule', () => {
  expect([...METHODS.keys()]).toEqual(METHOD_SPECS.map(({ id }) => id));
});

describe.each(METHOD_SPECS.map((spec) => [spec.id, spec] as const))('%s', (_, spec) => {
  test('says what it is', () => {
    expect(spec.summary).toMatch(/^[A-Z].*\.$/);
    expect(spec.paper?.url ?? 'https://').toMatch(/^https:\/\//);
  });

  test('its parameters are whole', () => {
    expect(new Set(spec.parameters.map(({ key }) => key)).size).toBe(spec.parameters.length);
    for (const { key, type, default: preset, hard = {}, soft, choices, help, alloyOnly } of spec.parameters) {
      expect(help, key).toMatch(/^.*\.$/);
      expect(soft !== undefined, `${key} has a slider`).toBe(type === 'number' || type === 'integer');
      expect(choices?.some(({ value }) => value === preset) ?? type !== 'choice', `${key} is one of its choices`).toBe(true);
      if (alloyOnly) expect(preset, `${key} has a default`).toBeDefined();
      const inside = (value: unknown) => typeof value !== 'number' || (value >= (hard.min ?? -Infinity) && value <= (hard.max ?? Infinity));
      expect([preset, soft?.min, soft?.max].every(inside), `${key} stays in its range`).toBe(true);
    }
  });

  test('its checks speak of its own parameters', () => {
    const keys = spec.parameters.map(({ key }) => key);
    for (const check of spec.checks ?? [])
      expect(keys).toEqual(expect.arrayContaining(check.kind === 'sum' ? [check.of, check.when] : [check.centre, check.half]));
  });
});

test('units are those of numbers, in a few words that can follow them', () => {
  const counted = METHOD_SPECS.flatMap(({ id, parameters }) =>
    parameters.flatMap(({ key, type, unit }) => (unit === undefined ? [] : [{ of: `${id} ${key}`, type, unit }])),
  );
  expect(counted.filter(({ type }) => type !== 'number' && type !== 'integer')).toEqual([]);
  expect(counted.filter(({ unit }) => !/^[a-z]+( [a-z]+){0,3}$/.test(unit))).toEqual([]);
  const unitOf = (of: string) => counted.find((one) => one.of === of)?.unit;
  expect(['ties density', 'slerp t', 'nearswap t', 'linear weight'].map(unitOf)).toEqual([
    'share of entries',
    'share of the way',
    'distance of two entries',
    undefined,
  ]);
});
