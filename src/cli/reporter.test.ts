import { describe, expect, test } from 'vitest';
import type { JobEvent, PlanSummary } from '../engine/protocol.ts';
import { createJsonReporter, createTextReporter } from './reporter.ts';

function paper(isTTY = false) {
  const texts: string[] = [];
  return { isTTY, columns: 60, write: (text: string) => texts.push(text), text: () => texts.join('') };
}

function setUp({ isTTY = false } = {}) {
  const out = paper();
  const err = paper(isTTY);
  return { out, err, recipe: 'recipe.yml', output: 'out', backend: 'wasm' } as const;
}

const fault = { code: 'missing', what: 'No such model.', where: 'a/b', hint: 'Check its name.' } as const;
const FAULT_TEXT = 'alloy: No such model.\n  where: a/b\n  what to do: Check its name.\n';

const progress: JobEvent = {
  type: 'progress',
  stages: [{ stage: 'write', done: 1, total: 4, rate: 1, busy: 1 }],
  tensorsDone: 1,
  tensors: 4,
  inFlight: [],
  requests: 0,
};

const planned = (plan: Partial<PlanSummary>): JobEvent => ({
  type: 'planned',
  plan: { problems: [], backend: { kind: 'wasm', label: 'CPU', reason: '', lanes: 1 }, ...plan } as unknown as PlanSummary,
});

const done: JobEvent = {
  type: 'done',
  result: {
    files: [],
    tensors: [
      { name: 'norm', elements: 4, notFinite: [{ input: 'small/a', nan: 2, infinite: 1 }] },
      ...Array.from({ length: 9 }, (_, i) => ({ name: `w${i}`, elements: 4, notes: ['Row 3 is zero.'] })),
    ],
    seconds: 1,
    readBytes: 1,
    writeBytes: 1,
    requests: 0,
    backend: { kind: 'wasm', label: 'CPU', reason: '', lanes: 1 },
    checked: true,
  },
};

test.each([createTextReporter, createJsonReporter])('tensors to look at are named on standard error: %o', (create) => {
  const options = setUp();
  create(options).event(done);
  const lines = options.err.text().trim().split('\n');
  expect(lines).toHaveLength(9);
  expect(lines[0]).toBe('alloy: warning: norm: 2 NaN and 1 infinite in small/a.');
  expect(lines[1]).toBe('alloy: warning: w0: Row 3 is zero.');
  expect(lines.at(-1)).toBe('alloy: warning: 2 more like these; --json names all.');
});

describe('for people', () => {
  test('a fault is said once, on standard error', () => {
    const options = setUp();
    const reporter = createTextReporter(options);
    reporter.event({ type: 'failed', problem: fault });
    reporter.fault(fault);
    expect(options.err.text()).toBe(FAULT_TEXT);
    expect(options.out.text()).toBe('');
  });

  test('every problem of a plan is said, errors last, notes and the summary not at all', () => {
    const options = setUp();
    const reporter = createTextReporter(options);
    const problems = [
      { severity: 'error', ...fault },
      { severity: 'warning', code: 'mismatch', what: 'Licences differ.' },
      { severity: 'note', code: 'mismatch', what: 'By the way.' },
    ] as const;
    reporter.event(planned({ problems }));
    reporter.event({ type: 'failed', problem: { ...fault, hint: 'Check its name. 1 more.' } });
    expect(options.err.text()).toBe(`alloy: warning: Licences differ.\n${FAULT_TEXT}`);
  });

  test('problems of the recipe are said at their place', () => {
    const options = setUp();
    const fix = { label: 'Write slerp', replacement: 'slerp' };
    createTextReporter(options).recipeProblems([
      { severity: 'error', message: 'No such method.', path: 'merge_method', line: 3, column: 7, fix },
      { severity: 'error', message: 'No models.', path: 'models' },
    ]);
    expect(options.err.text()).toBe(
      'alloy: No such method.\n  where: recipe.yml:3:7\n  what to do: Write slerp.\nalloy: No models.\n  where: recipe.yml, models\n',
    );
  });

  test('another backend than the one asked for is said', () => {
    const options = setUp();
    const backend = { kind: 'reference', label: 'Plain', reason: 'No threads here.', lanes: 1 } as const;
    createTextReporter(options).event(planned({ backend }));
    expect(options.err.text()).toBe('alloy: warning: No threads here. Computing on Plain.\n');
  });

  test('progress is drawn on a terminal only, and wiped before other words', () => {
    const silent = setUp();
    createTextReporter(silent).event(progress);
    expect(silent.err.text()).toBe('');
    const shown = setUp({ isTTY: true });
    const reporter = createTextReporter(shown);
    reporter.event(progress);
    reporter.event({ type: 'warning', message: 'Waiting.' });
    const wiped = '\r\x1b[2K';
    const bar = `${'█'.repeat(6)}${'░'.repeat(18)}`;
    expect(shown.err.text()).toBe(`${wiped}${bar} 25 %  1 of 4 tensors${wiped}alloy: warning: Waiting.\n`);
  });
});

describe('for programs', () => {
  test('each event is a line of JSON on standard output', () => {
    const options = setUp();
    const reporter = createJsonReporter(options);
    reporter.event(progress);
    reporter.event({ type: 'failed', problem: fault });
    const lines = options.out.text().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([progress, { type: 'failed', problem: fault }]);
    expect(options.err.text()).toBe(FAULT_TEXT);
  });

  test('a fault before the job began is an event too', () => {
    const options = setUp();
    createJsonReporter(options).fault(fault);
    expect(JSON.parse(options.out.text())).toEqual({ type: 'failed', problem: fault });
  });
});
