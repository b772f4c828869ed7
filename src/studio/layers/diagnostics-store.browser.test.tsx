import { afterEach, expect, test } from 'vitest';
import { liveStore } from '../live/live-store.ts';
import { setEngineClient } from '../state/engine.ts';
import { addDemoFamily } from '../state/library.ts';
import { PRESETS } from '../state/presets.ts';
import { beginWith } from '../state/recipe-store.ts';
import { createFakeEngine } from '../testing/fake-engine.ts';
import { DIAGNOSTICS, observationOf } from '../testing/observed.ts';
import { diagnosticsStore, followDiagnostics } from './diagnostics-store.ts';

let end = () => {};

afterEach(() => {
  end();
  liveStore.setState(liveStore.getInitialState(), true);
});

test('lines stay while new ones are made for the same models; of others they go at once, for they are numbered by them', async () => {
  const answers: (() => void)[] = [];
  const diagnostics = () =>
    new Promise<typeof DIAGNOSTICS>((resolve) => {
      answers.push(() => resolve(DIAGNOSTICS));
    });
  setEngineClient(createFakeEngine({ observing: { diagnostics } }));
  beginWith('Test', PRESETS[0].text);
  addDemoFamily();
  liveStore.setState({ observation: observationOf() });
  end = followDiagnostics();
  await expect.poll(() => answers.length).toBe(1);
  answers[0]?.();
  await expect.poll(() => diagnosticsStore.getState().diagnostics).toBe(DIAGNOSTICS);

  liveStore.setState({ observation: observationOf() });
  expect(diagnosticsStore.getState()).toMatchObject({ diagnostics: DIAGNOSTICS, progress: 0 });
  const { inputs, ...rest } = observationOf();
  liveStore.setState({ observation: { ...rest, inputs: inputs.toReversed() } });
  expect(diagnosticsStore.getState()).toMatchObject({ diagnostics: undefined, progress: 0 });
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.();
  await expect.poll(() => diagnosticsStore.getState().diagnostics).toBe(DIAGNOSTICS);
});
