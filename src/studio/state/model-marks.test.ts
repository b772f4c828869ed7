import { expect, test } from 'vitest';
import { chooseLetter, chooseSlot, distinctLetters, distinctNames, ownerOf, sharedPrefix, shortName } from './model-marks.ts';

test('names', () => {
  expect(shortName('meta-llama/Llama-3.2-1B@main')).toBe('Llama-3.2-1B');
  expect(shortName('./demo/code')).toBe('code');
  expect(shortName('a/b@main+c/lora@v2')).toBe('b + lora');
  expect(shortName('a/b + c/lora')).toBe('b + lora');
  expect(ownerOf('meta-llama/Llama-3.2-1B')).toBe('meta-llama');
  expect(ownerOf('./demo/code')).toBeUndefined();
});

test('names that two models share take in what tells them apart, and no more', () => {
  const long = 'a1b2c3d4e5f60718293a4b5c6d7e8f9001234567';
  const names = (...refs: string[]) => [...distinctNames(refs).values()];
  expect(names('a/code', 'a/base')).toEqual(['code', 'base']);
  expect(names('a/code', 'b/code', 'b/base')).toEqual(['a/code', 'b/code', 'base']);
  expect(names('a/code', 'a/code+x/lora', 'a/code+x/other')).toEqual(['code', 'code + lora', 'code + other']);
  expect(names('a/code+x/lora', 'a/code+y/lora')).toEqual(['a/code+x/lora', 'a/code+y/lora']);
  expect(names(`a/code@${long}`, 'a/code', './demo/code')).toEqual(['a/code@a1b2c3d', 'a/code', 'demo/code']);
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

test('with every letter taken there are two', () => {
  const many = distinctLetters(Array.from({ length: 40 }, (_, i) => ({ ref: `x/model-${i}`, letter: '?', slot: 1 })));
  expect(new Set(many.map(({ letter }) => letter)).size).toBe(40);
  expect(many.slice(-2).map(({ letter }) => letter)).toEqual(['Mm', 'Mn']);
});
