/** Programs with everything they start: what memory all of it holds, from Linux's /proc, and how to end it. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';

export interface Memory {
  /** Private and shared memory that no file backs, bytes: pages that several processes share count in each. */
  readonly own: number;
  /** The same with mapped files. */
  readonly resident: number;
  /** Own memory of the process that has most. */
  readonly largest: number;
}

const NOTHING: Memory = { own: 0, resident: 0, largest: 0 };

/** Memory of a process and all its descendants. */
function memoryOf(root: number): Memory {
  const processes = readProcesses();
  return descendants(root, processes).reduce((sum, pid) => {
    const { own = 0, file = 0 } = processes.get(pid) ?? {};
    return { own: sum.own + own, resident: sum.resident + own + file, largest: Math.max(sum.largest, own) };
  }, NOTHING);
}

interface Process {
  readonly parent: number;
  readonly own: number;
  readonly file: number;
}

function readProcesses(): ReadonlyMap<number, Process> {
  const found = new Map<number, Process>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = statusOf(name);
    const field = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    const bytes = (key: string): number => field(key) * 1024;
    found.set(Number(name), { parent: field('PPid'), own: bytes('RssAnon') + bytes('RssShmem'), file: bytes('RssFile') });
  }
  return found;
}

/** Empty for a process that has just ended. */
function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

function descendants(root: number, processes: ReadonlyMap<number, Process>): readonly number[] {
  const found = [root];
  // The list grows while it is walked.
  for (const parent of found) for (const [pid, process] of processes) if (process.parent === parent) found.push(pid);
  return found;
}

export interface MemoryWatch {
  readonly now: () => Memory;
  readonly peak: () => Memory;
  stop(): void;
}

const EVERY_MS = 100;

export function watchMemory(root: number): MemoryWatch {
  let now = NOTHING;
  let peak = now;
  const look = (): void => {
    now = memoryOf(root);
    peak = {
      own: Math.max(peak.own, now.own),
      resident: Math.max(peak.resident, now.resident),
      largest: Math.max(peak.largest, now.largest),
    };
  };
  const timer = setInterval(look, EVERY_MS);
  return { now: () => now, peak: () => peak, stop: () => clearInterval(timer) };
}

export type Program = ChildProcessByStdio<null, Readable, null>;

/** Starts a program in a group of its own, so that {@link endGroup} reaches what it starts. */
export function startGroup(
  command: string,
  words: readonly string[],
  options: { readonly cwd?: string; readonly complaints?: 'ignore' | 'inherit' } = {},
): Program {
  const { complaints = 'inherit', ...rest } = options;
  return spawn(command, [...words], { ...rest, detached: true, stdio: ['ignore', 'pipe', complaints] });
}

export async function endGroup(child: Program): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}
