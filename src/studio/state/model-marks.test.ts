import { expect, test } from 'vitest';
import { chooseLetter, chooseSlot, ownerOf, sharedPrefix, shortName } from './model-marks.ts';

test('names', () => {
  expect(shortName('meta-llama/Llama-3.2-1B@main')).toBe('Llama-3.2-1B');
  expect(shortName('./demo/code')).toBe('code');
  expect(shortName('a/b+c/lora')).toBe('b');
  expect(ownerOf('meta-llama/Llama-3.2-1B')).toBe('meta-llama');
  expect(ownerOf('./demo/code')).toBeUndefined();
});

test('the prefix is whole words, and never the whole name', () => {
  expect(sharedPrefix(['Llama-3.2-1B-code', 'Llama-3.2-1B-safety'])).toBe('Llama-3.2-1B-'.length);
  expect(sharedPrefix(['Llama-3.2-1B', 'Llama-3.2-1B-safety'])).toBe('Llama-3.2-'.length);
  expect(sharedPrefix(['code', 'safety'])).toBe(0);
  expect(sharedPrefix(['one-model'])).toBe(0);
});

test('letters are initials of what differs, and free', () => {
  const marked = (ref: string, letter: string, slot: number) => ({ ref, letter, slot });
  expect(chooseLetter('./demo/code', [])).toBe('C');
  expect(chooseLetter('./demo/chat', [marked('./demo/code', 'C', 1)])).toBe('A');
  expect(chooseLetter('x/Llama-3.2-1B-safety', [marked('x/Llama-3.2-1B-code', 'L', 1)])).toBe('S');
  expect(chooseSlot([])).toBe(1);
  expect(chooseSlot([marked('a', 'A', 1), marked('b', 'B', 3)])).toBe(2);
  expect(chooseSlot(Array.from({ length: 9 }, (_, i) => marked(String(i), '?', (i % 8) + 1)))).toBe(2);
});
