/**
 * Memory that does not grow with the model: a TIES merge of three models and a base in a tab of plain Chromium, from a
 * hub on this machine, for a family of 0.3 GB a model and one of 3 GB, with the memory of all the browser's processes.
 * Not under Playwright, which keeps the bodies of responses. Linux only, as it reads /proc.
 *
 *     npm run bench:memory                  both families, both backends
 *     npm run bench:memory -- wasm 0.3      some of them
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { CHROMIUM_ARGS, requireChromium } from '../../.ci/chromium.ts';
import { methodSpec } from '../../src/methods/specs.ts';
import type { LogEntry } from '../hub/reply.ts';
import { table } from './numbers.ts';
import type { BenchJob, BenchOutcome } from './page/job.ts';
import { startPageServer } from './page-server.ts';
import { endGroup, startGroup, watchMemory } from './processes.ts';
import { readTwice } from './read-twice.ts';
import { BASE, benchRecipe, MODELS } from './recipes.ts';

interface Family {
  readonly name: string;
  /** layers, hidden, intermediate, vocabulary */
  readonly llama: readonly [number, number, number, number];
}

const FAMILIES: readonly Family[] = [
  { name: '0.3', llama: [7, 1024, 2816, 32_000] },
  { name: '3', llama: [19, 2048, 5632, 128_256] },
];

/** Peak of all processes, in which the software driver's rendering counts as ours. */
const LIMITS = { wasm: 700e6, webgpu: 950e6 } as const;
type Kind = keyof typeof LIMITS;
/** Peaks of the two families may differ by this much. */
const SAME = 0.1;
const PATIENCE_MS = 20 * 60_000;

interface Measured {
  readonly kind: Kind;
  readonly family: Family;
  readonly outcome: Extract<BenchOutcome, { ok: true }>;
  readonly idle: number;
  readonly peak: number;
  /** Of the one process that had most. */
  readonly largest: number;
  readonly twice: number;
}

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

async function buildPage(folder: string): Promise<void> {
  const outDir = join(folder, 'page');
  await build({
    configFile: fromHere('../../vite.config.ts'),
    root: fromHere('./page'),
    publicDir: false,
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true },
  });
}

async function startHub({ llama }: Family) {
  const repos = [BASE, ...MODELS].flatMap((id, seed) => ['--llama', `${id}=${[seed + 1, ...llama].join(',')}`]);
  const child = startGroup(process.execPath, [fromHere('../hub/main.ts'), ...repos]);
  const line = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The hub ended with code ${code}`)));
    child.stdout.once('data', (bytes: Uint8Array) => resolve(Buffer.from(bytes).toString()));
  });
  return { url: (JSON.parse(line) as { url: string }).url, child };
}

function jobFor(hubUrl: string, backend: Kind): BenchJob {
  const spec = methodSpec('ties');
  if (!spec) throw new Error('TIES is gone');
  const sources = Object.fromEntries([BASE, ...MODELS].map((id) => [id, { kind: 'hub', id, hubUrl } as const]));
  return { request: { recipe: benchRecipe(spec), sources, options: { backend, name: 'bench' } } };
}

async function measure(kind: Kind, family: Family, folder: string): Promise<Measured> {
  const hub = await startHub(family);
  const server = await startPageServer(join(folder, 'page'));
  const profile = await mkdtemp(join(folder, 'profile-'));
  const browser = startGroup(requireChromium(), ['--headless=new', `--user-data-dir=${profile}`, ...CHROMIUM_ARGS, server.url], {
    complaints: 'ignore',
  });
  const watch = watchMemory(browser.pid ?? 0);
  try {
    await inTime(server.asked, 60_000, 'The page did not load');
    await sleep(2000);
    const idle = watch.now().own;
    const outcome = await inTime(server.start(jobFor(hub.url, kind)), PATIENCE_MS, 'The merge did not end');
    if (!outcome.ok) throw new Error(`${outcome.fault.what} ${outcome.fault.cause ?? ''} ${outcome.fault.stack ?? ''}`);
    const log = (await (await fetch(`${hub.url}/__ctl/log`)).json()) as LogEntry[];
    const { own, largest } = watch.peak();
    return { kind, family, outcome, idle, peak: own, largest, twice: readTwice(log) };
  } finally {
    watch.stop();
    server.close();
    await Promise.all([endGroup(browser), endGroup(hub.child)]);
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  }
}

const inTime = <T>(work: Promise<T>, ms: number, what: string): Promise<T> =>
  Promise.race([
    work,
    sleep(ms, undefined, { ref: false }).then(() => {
      throw new Error(`${what} within ${ms / 1000} s.`);
    }),
  ]);

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

function row({ kind, family, outcome, idle, peak, largest, twice }: Measured): string[] {
  const { seconds, readBytes, writeBytes, requests, backend } = outcome;
  const rates = [readBytes, writeBytes].map((bytes) => megabytes(bytes / seconds));
  const verdict = peak <= LIMITS[kind] ? 'met' : 'MISSED';
  return [
    `${kind}, 4 × ${family.name} GB`,
    String(backend.lanes),
    megabytes(idle),
    megabytes(largest),
    megabytes(peak),
    `≤ ${megabytes(LIMITS[kind])} ${verdict}`,
    seconds.toFixed(0),
    ...rates,
    String(requests),
    megabytes(twice),
  ];
}

async function main(words: readonly string[]): Promise<boolean> {
  const kinds = (Object.keys(LIMITS) as Kind[]).filter((kind) => !words.some((word) => word in LIMITS) || words.includes(kind));
  const named = FAMILIES.filter(({ name }) => words.includes(name));
  const families = named.length > 0 ? named : FAMILIES;
  const folder = await mkdtemp(join(tmpdir(), 'alloy-bench-'));
  const found: Measured[] = [];
  try {
    await buildPage(folder);
    for (const kind of kinds) {
      for (const family of families) found.push(await measure(kind, family, folder));
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  const head = [
    'TIES',
    'lanes',
    'idle MB',
    'one process',
    'peak MB',
    'allowed',
    's',
    'read MB/s',
    'written MB/s',
    'requests',
    'read twice MB',
  ];
  process.stdout.write(`Load of the machine: ${loadavg()[0]?.toFixed(1)}\n${table(head, found.map(row))}\n`);
  return (
    kinds.map((kind) => sayGrowth(kind, found)).every(Boolean) &&
    found.every(({ kind, peak, twice }) => peak <= LIMITS[kind] && twice === 0)
  );
}

/** How far the peaks of the families lie apart; true when that is near enough. */
function sayGrowth(kind: Kind, found: readonly Measured[]): boolean {
  const peaks = found.filter((one) => one.kind === kind).map(({ peak }) => peak);
  if (peaks.length < 2) return true;
  const growth = Math.max(...peaks) / Math.min(...peaks) - 1;
  process.stdout.write(`${kind}: peaks differ by ${(growth * 100).toFixed(1)} %, allowed are ${SAME * 100} %\n`);
  return growth <= SAME;
}

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
