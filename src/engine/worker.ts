/** Entry of the engine's worker: one typed object behind Comlink. */
import * as Comlink from 'comlink';
import { sweepOnce } from '../io/browser-output.ts';
import { createBrowserHost } from './browser-host.ts';
import { createEngine } from './engine.ts';

const engine = createEngine(createBrowserHost());

const exposed: typeof engine = {
  ...engine,
  // A map's arrays are given away instead of copied.
  async tensorMap(id, request) {
    const outcome = await engine.tensorMap(id, request);
    if (!outcome.ok) return outcome;
    const { values, counts, rowMeans, columnMeans } = outcome.value;
    return Comlink.transfer(
      outcome,
      [values, counts, rowMeans, columnMeans].map(({ buffer }) => buffer),
    );
  },
};

Comlink.expose(exposed);

/** The studio is drawn and has planned by then. */
const SWEEP_AFTER_MS = 5000;
setTimeout(() => void sweepOnce(), SWEEP_AFTER_MS);
