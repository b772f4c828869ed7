/** How fast bytes come: those that arrived, over the time in which at least one read was under way. */
import type { ReadPace } from './protocol.ts';

export interface Pace {
  during(bytes: number, read: () => Promise<void>): Promise<void>;
  /** Undefined until enough was read to tell. */
  read(): ReadPace | undefined;
}

const ENOUGH_BYTES = 1_000_000;
/** Smaller reads, such as samples, show how long an answer takes, and not how fast its bytes come. */
const LEAST_BYTES = 512 * 1024;

export function createPace(now: () => number = () => performance.now()): Pace {
  let underWay = 0;
  let since = 0;
  let bytes = 0;
  let milliseconds = 0;
  return {
    async during(count, read) {
      if (count < LEAST_BYTES) return await read();
      if (underWay++ === 0) since = now();
      try {
        await read();
        bytes += count;
      } finally {
        if (--underWay === 0) milliseconds += now() - since;
      }
    },
    read: () => (bytes >= ENOUGH_BYTES ? { bytes, milliseconds: milliseconds + (underWay > 0 ? now() - since : 0) } : undefined),
  };
}
