/** Recipes at random, for tests: every form that a recipe can take, with names that YAML could mistake for something else. */
import fc from 'fast-check';
import { METHOD_SPECS } from '../methods/specs.ts';
import type {
  Body,
  MergeDocument,
  ModelRef,
  Parameters,
  ParameterValue,
  Recipe,
  RecipeModel,
  Scalar,
  Slice,
  SliceSource,
  TokenizerRecipe,
} from './recipe.ts';
import { referenceFault } from './refs.ts';

const TRAPS = [
  'yes',
  'no',
  'null',
  '~',
  '1e-5',
  '0.50',
  '0o14',
  '12:30',
  '2001-01-01',
  '.inf',
  'a: b',
  '# c',
  '- d',
  '*e',
  '&f',
  '"',
  "'",
  '[g]',
  '{h}',
  'i,j',
  '%k',
  '!l',
  '|',
  '>',
  '<<',
  'é',
  '01-ai/Yi',
];

const word = fc.oneof(
  fc.constantFrom(...TRAPS),
  fc.string({ minLength: 1, maxLength: 8 }),
  fc.stringMatching(/^[a-z]{1,6}\/[a-z0-9-]{1,6}$/),
);
const reference: fc.Arbitrary<ModelRef> = word.filter((text) => referenceFault(text) === undefined);
const key = fc.constantFrom('weight', 'density', 't', 'lambda', 'normalize', 'select_topk', '1', 'no');
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const scalar: fc.Arbitrary<Scalar> = fc.oneof(number, fc.integer(), fc.boolean(), word);
const gradient = fc.array(scalar, { minLength: 1, maxLength: 4 });

const given = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }, required: (keyof T & string)[]): fc.Arbitrary<T> =>
  fc.record(model, { requiredKeys: required as never }) as unknown as fc.Arbitrary<T>;

const row = given<{ filter?: string; value: Scalar | Scalar[] }>({ filter: word, value: fc.oneof(scalar, gradient) }, ['value']);
const value: fc.Arbitrary<ParameterValue> = fc.oneof(scalar, gradient, fc.array(row, { minLength: 1, maxLength: 3 }));
const parameters: fc.Arbitrary<Parameters> = fc.dictionary(key, value, { minKeys: 1, maxKeys: 3, noNullPrototype: true });

const model = given<RecipeModel>({ model: reference, parameters }, ['model']);
const range = fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 9 })).map(([first, count]) => [first, first + count] as const);
const source = given<SliceSource>({ model: reference, layerRange: range, parameters }, ['model', 'layerRange']);
const slice = given<Slice>({ sources: fc.array(source, { minLength: 1, maxLength: 3 }), base: reference, parameters }, ['sources']);

const models = fc.array(model, { minLength: 1, maxLength: 3 });
const body: fc.Arbitrary<Body> = fc.oneof(
  given<Body>({ models, parameters }, ['models']),
  given<Body>({ slices: fc.array(slice, { minLength: 1, maxLength: 2 }), parameters }, ['slices']),
);

const token = given<NonNullable<TokenizerRecipe['tokens']>[string]>(
  {
    force: fc.boolean(),
    source: fc.oneof(
      fc.record({ kind: fc.constant('model' as const), model: reference }),
      fc.constant({ kind: 'zero' as const }),
      fc.record({ kind: fc.constant('model_token' as const), model: reference, token: word }),
      fc.record({ kind: fc.constant('model_token' as const), model: reference, tokenId: fc.nat(1000) }),
    ),
  },
  [],
);
const tokenizer = given<TokenizerRecipe>(
  {
    source: reference,
    tokens: fc.dictionary(word, token, { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
    padToMultipleOf: fc.integer({ min: 1, max: 256 }),
  },
  ['source'],
);

const dtype = fc.constantFrom('float16' as const, 'bfloat16' as const, 'float32' as const, 'float64' as const);
const facts = given<MergeDocument>(
  {
    name: word,
    method: fc.constantFrom(...METHOD_SPECS.map(({ id }) => id)),
    base: reference,
    dtype,
    outDtype: dtype,
    tokenizer,
    chatTemplate: fc.oneof(word, fc.constant('{% for m in messages %}\n  {{ m.content }}\n{% endfor %}')),
    alloy: fc.dictionary(key, scalar, { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
  },
  ['method'],
);
const modules = fc.record({ modules: fc.dictionary(word, body, { minKeys: 1, maxKeys: 2, noNullPrototype: true }) });
const document: fc.Arbitrary<MergeDocument> = fc.tuple(facts, fc.oneof(body, modules)).map(([own, merged]) => ({ ...own, ...merged }));

export const anyRecipe: fc.Arbitrary<Recipe> = fc.record({ documents: fc.array(document, { minLength: 1, maxLength: 3 }) });
