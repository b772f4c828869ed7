import { afterEach, expect, test } from 'vitest';
import { chordsOf, commandOf, resetKeys, setChord, setLetters } from './key-settings.ts';
import { isPlain } from './keys.ts';

afterEach(resetKeys);

test('single letters can be switched off; keys with a modifier stay', () => {
  expect(commandOf('y')).toBe('toggleYaml');
  setLetters(false);
  expect(commandOf('y')).toBeUndefined();
  expect(commandOf('?')).toBeUndefined();
  expect(commandOf('mod+z')).toBe('undo');
});

test('a key belongs to one command', () => {
  expect(setChord('share', 'y')).toBe('toggleYaml');
  expect(commandOf('y')).toBe('share');
  expect(chordsOf('toggleYaml')).toEqual([]);
  expect(commandOf('shift+s')).toBeUndefined();
  resetKeys();
  expect(commandOf('y')).toBe('toggleYaml');
});

test('shift with a letter is a plain key, as is a sign', () => {
  expect(['y', '?', 'shift+s', 'é'].every(isPlain)).toBe(true);
  expect(['mod+z', 'F6', 'shift+F6', 'alt+y', 'mod+shift+z'].some(isPlain)).toBe(false);
});
