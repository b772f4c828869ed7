import { expect, test } from 'vitest';
import type { LogEntry } from '../hub/reply.ts';
import { readTwice } from './read-twice.ts';

const sent = (file: string, from: number, bytes: number): LogEntry => ({
  where: 'cdn',
  method: 'GET',
  url: '/',
  range: undefined,
  origin: undefined,
  authorization: undefined,
  status: 206,
  served: { file, from, bytes },
});

const HEADER = sent('a/b/model.safetensors', 0, 20);

test('stretches that only touch, in any order, were read once', () => {
  expect(readTwice([HEADER, sent('a/b/model.safetensors', 60, 40), sent('a/b/model.safetensors', 20, 40)])).toBe(0);
});

test('what was sent again counts, however often', () => {
  const log = [HEADER, sent('a/b/model.safetensors', 10, 50), sent('a/b/model.safetensors', 50, 20), sent('a/b/model.safetensors', 20, 40)];
  expect(readTwice(log)).toBe(60);
});

test('files are apart, and small ones do not count', () => {
  const log = [
    sent('a/b/model.safetensors', 0, 40),
    sent('c/d/model.safetensors', 0, 40),
    sent('a/b/config.json', 0, 9),
    sent('a/b/config.json', 0, 9),
  ];
  expect(readTwice(log)).toBe(0);
});
