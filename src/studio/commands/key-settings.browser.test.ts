import { afterEach, expect, test } from 'vitest';
import { setView } from '../state/view-store.ts';
import { COMMANDS, type Command } from './commands.ts';
import { chordsOf, commandOf, resetKeys, setChord, setLetters } from './key-settings.ts';
import { caps, isPlain } from './keys.ts';

afterEach(() => {
  resetKeys();
  setView({ tab: 'graph' });
});

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

test('a key may mean one thing on the graph and another on the map', () => {
  expect(commandOf('0')).toBe('fitGraph');
  setView({ tab: 'map' });
  expect(commandOf('0')).toBe('mapFit');
  expect(commandOf('+')).toBe('mapNearer');
  expect(setChord('mapFit', 'l')).toBeUndefined();
  expect(commandOf('l')).toBe('mapFit');
  setView({ tab: 'graph' });
  expect(commandOf('l')).toBe('tidyGraph');
  // Keys that work anywhere are taken.
  expect(setChord('mapFit', 'y')).toBe('toggleYaml');
});

test('no two commands that could be meant have the same usual key', () => {
  for (const tab of ['graph', 'map', 'layers'] as const) {
    setView({ tab });
    const others = { graph: ['Map'], map: ['Graph'], layers: ['Map'] }[tab];
    for (const { id, keys = [], group } of Object.values<Command>(COMMANDS))
      if (!others.includes(group)) for (const key of keys) expect(commandOf(key), `${key} on ${tab}`).toBe(id);
  }
});

test('a plus is a key like others', () => {
  expect(caps('+')).toEqual(['+']);
  expect(caps('shift+p')).toHaveLength(2);
});

test('shift with a letter is a plain key, as is a sign', () => {
  expect(['y', '?', 'shift+s', 'é'].every(isPlain)).toBe(true);
  expect(['mod+z', 'F6', 'shift+F6', 'alt+y', 'mod+shift+z'].some(isPlain)).toBe(false);
});
