/** Repeated timings and the table they are printed in. */

export interface Timing {
  /** Median, seconds. */
  readonly seconds: number;
  /** Half the distance between the quartiles, as a share of the median. */
  readonly spread: number;
  /** Processor seconds of this process for each second: well below 1 means that others had the machine. */
  readonly busy: number;
}

export interface Repeats {
  readonly least: number;
  readonly most: number;
  /** No further run starts after this long. */
  readonly seconds: number;
}

/** Times `work` after one run that does not count. */
export async function timed(work: () => Promise<void>, { least, most, seconds }: Repeats): Promise<Timing> {
  await work();
  const times: number[] = [];
  const start = { at: performance.now(), processor: process.cpuUsage() };
  const until = performance.now() + seconds * 1000;
  while (times.length < least || (times.length < most && performance.now() < until)) {
    const began = performance.now();
    await work();
    times.push((performance.now() - began) / 1000);
  }
  const median = quantile(times, 0.5);
  const { user, system } = process.cpuUsage(start.processor);
  const busy = (user + system) / 1000 / (performance.now() - start.at);
  return { seconds: median, spread: (quantile(times, 0.75) - quantile(times, 0.25)) / 2 / median, busy };
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** Columns as wide as they need to be; the first is text, the others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
