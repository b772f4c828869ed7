/** Sources that stay open between planning and running, so that headers are read once. */
import { asAlloyError } from '../base/errors.ts';
import type { CheckpointSource, ReadObserver, SourceSpec } from '../io/source.ts';
import { createPace, type Pace } from './pace.ts';
import type { ReadPace } from './protocol.ts';

/** More open sources than any recipe has models; the least recently used go first. */
const MOST_OPEN = 64;

export interface SourcePool {
  /** The source, opened or still open from before. Closing it is the pool's affair. */
  open(spec: SourceSpec): CheckpointSource;
  /** How fast weights have come so far; undefined where too few did to tell. */
  pace(local: boolean): ReadPace | undefined;
  /** Hears of all reading until the given function is called. */
  listen(observer: ReadObserver): () => void;
}

export function createSourcePool(open: (spec: SourceSpec, observer: ReadObserver) => CheckpointSource): SourcePool {
  const sources = new Map<string, CheckpointSource>();
  const listeners = new Set<ReadObserver>();
  const paces = { near: createPace(), far: createPace() };
  const paceOf = (local: boolean) => (local ? paces.near : paces.far);
  const everyone: ReadObserver = {
    transferred: (bytes) => listeners.forEach((l) => l.transferred(bytes)),
    requested: () => listeners.forEach((l) => l.requested()),
    noticed: (sentence) => listeners.forEach((l) => l.noticed(sentence)),
  };
  return {
    open(spec) {
      const key = keyOf(spec);
      const source = sources.get(key) ?? watched(open(spec, everyone), paceOf, () => sources.delete(key));
      sources.delete(key);
      sources.set(key, source);
      for (const [oldest, old] of sources) {
        if (sources.size <= MOST_OPEN) break;
        sources.delete(oldest);
        old.close();
      }
      return source;
    },
    pace: (local) => paceOf(local).read(),
    listen(observer) {
      listeners.add(observer);
      return () => listeners.delete(observer);
    },
  };
}

/**
 * A source whose reading is timed. One whose headers could not be read is opened afresh the next time: the network may
 * be back.
 */
function watched(source: CheckpointSource, paceOf: (local: boolean) => Pace, forget: () => void): CheckpointSource {
  return {
    facts: async (signal) => {
      try {
        return await source.facts(signal);
      } catch (thrown) {
        if (!signal.aborted) forget();
        throw asAlloyError(thrown);
      }
    },
    read: (file, offset, into, signal) => paceOf(source.local).during(into.length, () => source.read(file, offset, into, signal)),
    local: source.local,
    close: source.close,
  };
}

/** Equal for specs that name the same bytes. Files are told apart by path, size and time. */
function keyOf(spec: SourceSpec): string {
  if (spec.kind !== 'files') return JSON.stringify(spec);
  return JSON.stringify([spec.label, ...spec.files.map(({ path, file }) => [path, file.size, file.lastModified])]);
}
