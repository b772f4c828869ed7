import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CheckpointSource } from '../../io/source.ts';
import type { AdapterOperand, FileOperand } from '../plan-types.ts';
import { readerOf } from './derived.ts';

const COLUMNS = 3;
const FILES: Readonly<Record<string, readonly number[]>> = { base: [1, 2, 3, 4, 5, 6], a: [1, 0, 2], b: [10, 100] };

const file = (name: string, shape: readonly number[]): FileOperand => ({
  kind: 'file',
  source: 0,
  name,
  file: name,
  offset: 0,
  bytes: (FILES[name]?.length ?? 0) * 4,
  dtype: 'F32',
  shape,
});

const OPERAND: AdapterOperand = {
  kind: 'adapter',
  shape: [2, COLUMNS],
  dtype: 'F32',
  bytes: 24,
  base: file('base', [2, COLUMNS]),
  a: file('a', [1, COLUMNS]),
  b: file('b', [2, 1]),
  scale: 0.5,
  transposed: false,
};

/** Waits a turn of the event loop, then reads, unless `fails` says otherwise. */
const source = (fails: (file: string) => boolean): CheckpointSource => ({
  facts: () => Promise.reject(new Error('nobody asks')),
  async read(name, offset, into) {
    await turn();
    if (fails(name)) throw new Error(`${name} is gone`);
    into.set(new Uint8Array(Float32Array.from(FILES[name] ?? []).buffer).subarray(offset, offset + into.length));
  },
  local: false,
  close: () => undefined,
});

async function readAll(reader: ReturnType<typeof readerOf>): Promise<number[]> {
  const bytes = new Uint8Array(24);
  await reader.read(0, bytes, new AbortController().signal);
  return [...new Float32Array(bytes.buffer)];
}

const SUM = [6, 2, 13, 54, 5, 106];

const unheard: unknown[] = [];
const hear = (why: unknown) => void unheard.push(why);
beforeEach(() => process.on('unhandledRejection', hear));
afterEach(() => {
  process.off('unhandledRejection', hear);
  unheard.length = 0;
});

test('an adapter is added to the rows of its base', async () => {
  expect(await readAll(readerOf(OPERAND, [source(() => false)]))).toEqual(SUM);
});

test.each([{ gone: ['base'] }, { gone: ['a'] }, { gone: ['base', 'a'] }, { gone: ['base', 'a', 'b'] }])(
  'reads of $gone that fail are told once, to the caller',
  async ({ gone }) => {
    await expect(readAll(readerOf(OPERAND, [source((name) => gone.includes(name))]))).rejects.toThrow(/is gone/);
    for (let i = 0; i < 5; i++) await turn();
    expect(unheard).toEqual([]);
  },
);
