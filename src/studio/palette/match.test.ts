import fc from 'fast-check';
import { expect, test } from 'vitest';
import { match } from './match.ts';

const score = (query: string, name: string, also?: string) => match(query, name, also)?.score ?? -1;

test('beginnings of words before their middles, the name before its note', () => {
  expect(score('ties', 'TIES')).toBeGreaterThan(score('ties', 'DARE-TIES'));
  expect(score('ties', 'DARE-TIES')).toBeGreaterThan(score('ties', 'Properties'));
  expect(score('ties', 'Properties')).toBeGreaterThan(score('ties', 'Average', 'not TIES'));
  expect(match('ties dare', 'Change the method to DARE-TIES')?.spans).toEqual([
    [21, 25],
    [26, 30],
  ]);
  expect(match('dare x', 'DARE-TIES')).toBeUndefined();
});

test('an empty query finds everything', () => {
  expect(match('  ', 'Undo')).toMatchObject({ spans: [] });
});

test('spans lie apart inside the name and hold words of the query', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 30 }), (query, name) => {
      const found = match(query, name);
      if (!found) return;
      let end = -1;
      for (const [from, to] of found.spans) {
        expect(from).toBeGreaterThan(end);
        expect(to).toBeLessThanOrEqual(name.toLowerCase().length);
        end = to;
      }
    }),
  );
});
