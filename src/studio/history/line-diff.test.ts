import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffCounts, diffLines, withContext } from './line-diff.ts';

const written = (before: string, after: string) =>
  diffLines(before, after).map(({ kind, text }) => `${{ same: ' ', gone: '-', new: '+' }[kind]}${text}`);

describe('diffLines', () => {
  test('keeps what is common', () => {
    expect(written('a\nb\nc\nd', 'a\nx\nc\ny\nd')).toEqual([' a', '-b', '+x', ' c', '+y', ' d']);
    expect(written('a\nb', 'a\nb')).toEqual([' a', ' b']);
    expect(diffCounts(diffLines('a\nb\nc', 'a\nc\nd'))).toEqual({ gone: 1, came: 1 });
  });

  test('gives both texts back, with their line numbers, and never more change than there is', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        const of = (side: 'before' | 'after') => lines.flatMap((line) => (line[side] === undefined ? [] : [line]));
        for (const [side, whole] of [
          ['before', before],
          ['after', after],
        ] as const) {
          expect(
            of(side)
              .map(({ text: line }) => line)
              .join('\n'),
          ).toBe(whole);
          expect(of(side).map((line) => line[side])).toEqual(whole.split('\n').map((_, i) => i + 1));
        }
        expect(lines.filter(({ kind }) => kind === 'same')).toHaveLength(longestCommon(before.split('\n'), after.split('\n')));
      }),
    );
  });
});

/** The plain recursive definition, remembered. */
function longestCommon(a: readonly string[], b: readonly string[], seen = new Map<string, number>()): number {
  const key = `${a.length} ${b.length}`;
  const known = seen.get(key);
  if (known !== undefined) return known;
  const [first, ...rest] = a;
  if (first === undefined || b.length === 0) return 0;
  const at = b.indexOf(first);
  const best = Math.max(longestCommon(rest, b, seen), at < 0 ? 0 : 1 + longestCommon(rest, b.slice(at + 1), seen));
  seen.set(key, best);
  return best;
}

test('withContext leaves out what is far from any change', () => {
  const lines = diffLines('1\n2\n3\n4\n5\n6\n7\n8', '1\n2\n3\n4\n5\n6\n7\nx');
  expect(withContext(lines, 1).map((line) => line?.text ?? '…')).toEqual(['…', '7', '8', 'x']);
});
