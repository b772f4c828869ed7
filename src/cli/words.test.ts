import { describe, expect, test } from 'vitest';
import type { JobResult, StageProgress } from '../engine/protocol.ts';
import { duration, faultText, progressLine, resultText } from './words.ts';

test('a fault says what, where and what to do; a part that is unknown has no line', () => {
  expect(faultText({ code: 'bad-recipe', what: 'slerp takes 2 models.', where: 'recipe.yml:3', hint: 'Remove one.' })).toBe(
    'alloy: slerp takes 2 models.\n  where: recipe.yml:3\n  what to do: Remove one.',
  );
  expect(faultText({ code: 'bug', what: 'Oh.' })).toBe('alloy: Oh.');
});

test.each([
  [0.123, '0.1 s'],
  [9.96, '10 s'],
  [59.4, '59 s'],
  [125, '2 min 5 s'],
  [4320, '1 h 12 min'],
])('%d seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));

const stage = (name: StageProgress['stage'], done: number): StageProgress => ({ stage: name, done, total: 200, rate: 5e8, busy: 1 });
const progress = {
  type: 'progress',
  stages: [stage('read', 200), stage('merge', 150), stage('write', 100)],
  tensorsDone: 3,
  tensors: 7,
  inFlight: [],
  requests: 0,
  secondsLeft: 12,
} as const;

describe('progressLine', () => {
  test('shows the stage furthest behind', () => {
    expect(progressLine(progress, 200)).toBe('████████████░░░░░░░░░░░░ 50 %  3 of 7 tensors  500 MB/s read  about 12 s left');
  });

  test('fits the terminal', () => expect(progressLine(progress, 30)).toHaveLength(30));

  test('is whole when there is nothing to do', () => {
    const nothing = { ...progress, stages: [{ ...stage('read', 0), total: 0 }], secondsLeft: undefined };
    expect(progressLine(nothing, 200)).toContain(' 100 %');
  });
});

test('a result names the place, the size, the time and the check', () => {
  const result: JobResult = {
    files: [{ path: 'model.safetensors', bytes: 2e9 }],
    tensors: [],
    seconds: 4,
    readBytes: 4e9,
    writeBytes: 2e9,
    requests: 0,
    backend: { kind: 'wasm', label: 'WebAssembly', reason: '', lanes: 2 },
    checked: true,
  };
  expect(resultText(result, 'out')).toBe('out: 1 file, 2 GB in 4 s (500 MB/s, WebAssembly × 2), read back and checked');
});
