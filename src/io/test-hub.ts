/** A test hub with one small checkpoint in three repositories, and sources that do not wait long. */
import { expect } from 'vitest';
import { startTestHub, type TestHub, type TestHubOptions } from '../../e2e/hub/hub.ts';
import type { LogEntry } from '../../e2e/hub/reply.ts';
import type { OutputTensor } from '../formats/layout.ts';
import { createHubSource } from './hub.ts';
import type { ReadObserver, SourceSpec } from './source.ts';
import { silentObserver, testCheckpoint } from './test-checkpoint.ts';
import { type Clock, createTraffic, NETWORK_LIMITS, systemClock } from './traffic.ts';

export const ID = 'acme/tiny';
const tensors: OutputTensor[] = [
  { name: 'a', dtype: 'U8', shape: [700_000] },
  { name: 'b', dtype: 'F32', shape: [1000] },
];
export const files = testCheckpoint(tensors, 1e9, {
  'config.json': '{"model_type":"llama"}',
  'README.md': '---\nlicense: apache-2.0\nbase_model: acme/base\n---\n# Tiny\n',
  'odd #1?%.txt': 'odd',
  'notes.txt': 'notes',
});
export const weights = files[0]?.bytes ?? new Uint8Array();
const contents = Object.fromEntries(files.map(({ path, bytes }) => [path, bytes]));
const TOKENS = { hf_owner: { name: 'owner', opens: ['acme/secret', 'acme/gated'] }, hf_other: { name: 'other', opens: [] } };
/** Waits short enough for tests; silence longer than any pause of the machine that runs them. */
export const LIMITS = { ...NETWORK_LIMITS, firstDelayMs: 1, longestDelayMs: 4, firstPauseMs: 20, silenceMs: 600 };

/** The hub; the test closes it. */
export async function start(options: Partial<TestHubOptions> = {}): Promise<TestHub> {
  const repos = [
    { id: ID, files: contents, branches: { 'refs/pr/1': { ...contents, 'config.json': '{"model_type":"other"}' } } },
    { id: 'acme/secret', files: contents, private: true },
    { id: 'acme/gated', files: contents, gated: 'manual' as const },
  ];
  return startTestHub({ repos, tokens: TOKENS, ...options });
}

export function open(
  test: TestHub,
  spec: Partial<Extract<SourceSpec, { kind: 'hub' }>> = {},
  clock: Clock = systemClock,
  observer: ReadObserver = silentObserver,
) {
  return createHubSource({ kind: 'hub', id: ID, hubUrl: test.url, ...spec }, createTraffic(LIMITS, clock), observer);
}

/** Bytes of a file that were sent more than once. */
export function sentTwice(log: readonly LogEntry[], file: string): number {
  const seen = new Uint8Array(weights.length);
  let twice = 0;
  for (const { served } of log.filter((entry) => entry.served?.file === file)) {
    for (let at = served?.from ?? 0; at < (served?.from ?? 0) + (served?.bytes ?? 0); at++) {
      if (seen[at] === 1) twice++;
      seen[at] = 1;
    }
  }
  return twice;
}

export const expectBytes = (into: Uint8Array, offset: number) =>
  expect(Buffer.compare(into, weights.subarray(offset, offset + into.length))).toBe(0);
