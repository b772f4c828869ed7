import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_REFERENCE } from './limits.ts';
import { formatModelRef, parseModelRef, referenceFault } from './refs.ts';

test.each([
  ['meta-llama/Llama-3.2-1B', { path: 'meta-llama/Llama-3.2-1B' }],
  ['a/b@v1', { path: 'a/b', revision: 'v1' }],
  ['a/b+c/d', { path: 'a/b', adapter: { path: 'c/d' } }],
  ['a/b@v1+c/d@v2', { path: 'a/b', revision: 'v1', adapter: { path: 'c/d', revision: 'v2' } }],
])('%s', (ref, parts) => {
  expect(parseModelRef(ref)).toEqual(parts);
});

test.each(['', 'a@', '@v1', 'a+', '+a', 'a@b@c', 'a+b+c', 'a+b@', ' a', 'a\n', 'a\u0000b', 'x'.repeat(MAX_REFERENCE + 1)])(
  '“%s” is refused',
  (ref) => {
    expect(referenceFault(ref)).toMatch(/\.$/);
    expect(() => parseModelRef(ref)).toThrow();
  },
);

test('parts read back as they were written', () => {
  const word = fc.stringMatching(/^[\w./-]{1,20}$/);
  const half = fc.record({ path: word, revision: word }, { requiredKeys: ['path'] });
  const parts = fc.record({ path: word, revision: word, adapter: half }, { requiredKeys: ['path'] });
  const readBack = fc.property(parts, (given) => {
    expect(parseModelRef(formatModelRef(given))).toEqual(given);
  });
  fc.assert(readBack);
});
