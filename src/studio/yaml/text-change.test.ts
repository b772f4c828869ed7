import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textChanges } from './text-change.ts';

function apply(text: string, before: string, after: string): string {
  return textChanges(before, after).reduceRight((made, { from, to, insert }) => made.slice(0, from) + insert + made.slice(to), text);
}

test('the changes make the one text the other', () => {
  const text = fc.array(fc.constantFrom('a', 'ab', 'weight: 0.5', '', '\n'), { maxLength: 9 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(apply(before, before, after)).toBe(after);
      const ends = textChanges(before, after).flatMap(({ from, to }) => [from, to]);
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      expect(Math.max(0, ...ends)).toBeLessThanOrEqual(before.length);
    }),
    { numRuns: 2000 },
  );
});

test('two numbers far apart are two small changes', () => {
  expect(textChanges('a: 1\nb: 2\nc: 3\n', 'a: 4\nb: 2\nc: 55\n')).toEqual([
    { from: 3, to: 4, insert: '4' },
    { from: 13, to: 14, insert: '55' },
  ]);
});
