import { afterEach, expect, test } from 'vitest';
import type { Revision } from '../../engine/client.ts';
import { setEngineClient } from '../state/engine.ts';
import { setToken } from '../state/sources-store.ts';
import { createFakeEngine } from '../testing/fake-engine.ts';
import { askRevisions, endAsking, hubStore, revisionsKey } from './hub-store.ts';

const MAIN: Revision = { kind: 'branch', name: 'main', commit: 'a'.repeat(40) };

afterEach(() => {
  hubStore.setState(hubStore.getInitialState(), true);
  setToken(undefined);
});

test.each(['o/model', 'constructor'])('revisions that were given up with the dialog are asked for again: %s', async (id) => {
  const key = revisionsKey(id, undefined);
  setEngineClient({
    ...createFakeEngine(),
    revisions: (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
  const asked = askRevisions(id, undefined);
  endAsking();
  await asked;
  expect(hubStore.getState().revisions[key]).toBeUndefined();
  setEngineClient({ ...createFakeEngine(), revisions: async () => [MAIN] });
  await askRevisions(id, undefined);
  expect(hubStore.getState().revisions[key]).toEqual([MAIN]);
});

test('what is refused without a token is asked for again with one', async () => {
  setEngineClient({
    ...createFakeEngine(),
    revisions: async (_signal, _id, { token }) => {
      if (token === undefined) throw new Error('no');
      return [MAIN];
    },
  });
  await askRevisions('o/gated', undefined);
  expect(hubStore.getState().revisions[revisionsKey('o/gated', undefined)]).toEqual([]);
  setToken('hf_1');
  await askRevisions('o/gated', 'hf_1');
  expect(hubStore.getState().revisions[revisionsKey('o/gated', 'hf_1')]).toEqual([MAIN]);
});
