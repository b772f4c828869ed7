/** Whether a byte of weights was sent more than once. */
import type { LogEntry } from '../hub/reply.ts';

/** Bytes of safetensors files that were sent again, by the hub's log. */
export function readTwice(log: readonly LogEntry[]): number {
  const spans = Map.groupBy(
    log.flatMap(({ served }) => (served?.file.endsWith('.safetensors') ? [served] : [])),
    ({ file }) => file,
  );
  return [...spans.values()].reduce((sum, sent) => sum + overlap(sent), 0);
}

function overlap(spans: readonly { readonly from: number; readonly bytes: number }[]): number {
  let end = 0;
  let again = 0;
  for (const { from, bytes } of spans.toSorted((a, b) => a.from - b.from)) {
    again += Math.max(0, Math.min(end, from + bytes) - from);
    end = Math.max(end, from + bytes);
  }
  return again;
}
