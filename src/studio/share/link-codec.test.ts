import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AlloyError } from '../../base/errors.ts';
import { decodeRecipe, encodeRecipe, MAX_FRAGMENT, MAX_NAME } from './link-codec.ts';
import { holdsRecipe } from './link-key.ts';

const packed = (value: unknown) => `#recipe=1.${deflateRawSync(JSON.stringify(value)).toString('base64url')}`;
const refusal = async (fragment: string) => {
  const thrown: unknown = await decodeRecipe(fragment).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(AlloyError);
  return (thrown as AlloyError).what;
};

describe('a link', () => {
  test('gives back what went in', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 400 }).filter((value) => value.trim() !== '' && value.isWellFormed());
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[a-zA-Zäß日 ]{1,40}$/), text, async (name, recipe) => {
        const fragment = await encodeRecipe({ name, text: recipe });
        expect(fragment).toMatch(/^#recipe=1\.[\w-]+$/);
        expect(holdsRecipe(fragment)).toBe(true);
        expect(await decodeRecipe(fragment)).toEqual({ name: name.trim() || 'Shared recipe', text: recipe });
      }),
    );
  });

  test('of an ordinary recipe is short', async () => {
    const models = Array.from(
      { length: 6 },
      (_, i) => `  - model: owner/a-model-with-a-name-${i}\n    parameters:\n      weight: 0.${i}\n`,
    ).join('');
    expect((await encodeRecipe({ name: 'Six', text: `merge_method: linear\nmodels:\n${models}` })).length).toBeLessThan(300);
  });
});

describe('a hostile link', () => {
  test('is refused with a sentence, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (rest) => {
        expect(await refusal(`#recipe=1.${rest}`)).toMatch(/^This link holds no recipe/);
      }),
    );
  });

  test('that lost an end, or changed on the way, is refused', async () => {
    const whole = await encodeRecipe({ name: 'a', text: 'merge_method: linear\nmodels: []\n' });
    expect(await refusal(whole.slice(0, -6))).toMatch(/missing or was changed/);
    expect(await refusal(`${whole}AAAA`)).toMatch(/missing or was changed/);
    expect(await refusal(whole.replace('=1.', '=2.'))).toMatch(/another version/);
  });

  test('that unfolds without end is stopped', async () => {
    expect(await refusal(packed(['a', 'x'.repeat(50_000_000)]))).toMatch(/unfolds to more than/);
    expect(await refusal(packed(['a', 'x'.repeat(300_000)]))).toMatch(/300000 characters/);
    expect(await refusal(`#recipe=1.${'A'.repeat(MAX_FRAGMENT)}`)).toMatch(/the limit is/);
  });

  test('of the wrong shape is refused, of a strange name is tidied', async () => {
    for (const value of [{}, [], ['a'], [1, 2], ['a', ''], 'text', null]) expect(await refusal(packed(value))).toMatch(/no recipe in it/);
    const { name } = await decodeRecipe(packed([`\u202e\n${'n'.repeat(900)}`, 'merge_method: linear']));
    expect(name).toBe('n'.repeat(MAX_NAME));
  });
});
