/** The program as a person runs it: built, in a process of its own, on small checkpoints in folders. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileOf } from '../engine/testing.ts';
import { decode } from '../formats/number.ts';
import { parseHeader } from '../formats/safetensors.ts';

const root = mkdtempSync(join(tmpdir(), 'alloy-cli-'));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `interruptAt`: calls what it is given when Ctrl+C is to be pressed. */
function alloy(words: readonly string[], interruptAt?: (press: () => void, child: ChildProcess) => void): Promise<Ended> {
  // A software driver named for other tests would make `auto` look for a device.
  const env = { ...process.env, INIT_CWD: root, VK_ICD_FILENAMES: undefined };
  const child = spawn(process.execPath, [resolve('.ci/alloy.mjs'), ...words], { env });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    texts.out += chunk;
  });
  interruptAt?.(() => child.kill('SIGINT'), child);
  child.stderr.on('data', (chunk) => {
    texts.err += chunk;
  });
  return new Promise((done) => child.on('close', (code) => done({ code, ...texts })));
}

function writeModel(name: string, value: (i: number) => number, rows: number): void {
  const shape = [rows, 64];
  const values = Float32Array.from({ length: rows * 64 }, (_, i) => value(i));
  const folder = join(root, 'models', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'model.safetensors'), fileOf([{ name: 'model.norm.weight', dtype: 'F32', shape, values }]));
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ architectures: ['LlamaForCausalLM'], model_type: 'llama' }));
}

function recipe(name: string, ...models: string[]): string {
  const lines = models.map((model) => `  - model: models/${model}\n    parameters:\n      weight: 0.5\n`);
  writeFileSync(join(root, name), `merge_method: linear\nmodels:\n${lines.join('')}dtype: float32\n`);
  return name;
}

function readResult(out: string): Float64Array {
  const bytes = new Uint8Array(readFileSync(join(root, out, 'model.safetensors')));
  const [tensor] = parseHeader(bytes, bytes.length, out).tensors;
  if (!tensor) throw new Error('no tensor');
  const values = new Float64Array(tensor.bytes / 4);
  decode('F32', bytes.subarray(tensor.offset, tensor.offset + tensor.bytes), values);
  return values;
}

beforeAll(() => {
  writeModel('a', (i) => i, 4);
  writeModel('b', (i) => 3 * i, 4);
  writeModel('wide', (i) => i, 5);
  writeModel('big', (i) => i, 200_000);
  writeModel('bigger', (i) => i, 200_000);
});
afterAll(() => rmSync(root, { recursive: true }));

describe('alloy merge', () => {
  test.each(['auto', 'wasm', 'reference'])('writes a merged checkpoint (%s)', async (backend) => {
    const ended = await alloy(['merge', recipe('mean.yml', 'a', 'b'), `out-${backend}`, '--backend', backend]);
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toMatch(new RegExp(`^out-${backend}: .* read back and checked\n$`));
    expect([...readResult(`out-${backend}`)]).toEqual(Array.from({ length: 256 }, (_, i) => 2 * i));
    expect(readdirSync(join(root, `out-${backend}`))).toEqual(expect.arrayContaining(['README.md', 'config.json', 'mergekit_config.yml']));
  });

  test('--json tells the events, the last of them done', async () => {
    const { code, out } = await alloy(['merge', recipe('json.yml', 'a', 'b'), 'out-json', '--json']);
    const types = out
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(code).toBe(0);
    expect(types[0]).toBe('planned');
    expect(types.at(-1)).toBe('done');
  });

  test('verify looks for the output where merge wrote it, wherever the recipe’s paths start', async () => {
    writeFileSync(join(root, 'rooted.yml'), 'merge_method: linear\nmodels: [{model: ./a, parameters: {weight: 1}}]\ndtype: float32\n');
    const words = ['--root', 'models'];
    expect(await alloy(['merge', 'rooted.yml', 'deep/rooted', ...words])).toMatchObject({ code: 0 });
    const verified = await alloy(['verify', 'deep/rooted', 'rooted.yml', ...words]);
    expect(verified).toEqual({ code: 0, out: '1 of 1 tensors made again: every byte equal\n', err: '' });
  });

  test('numbers in the inputs that are none are told', async () => {
    writeModel('odd', (i) => (i === 3 ? Number.NaN : i), 4);
    const ended = await alloy(['merge', recipe('odd.yml', 'a', 'odd'), 'out-odd']);
    expect(ended).toMatchObject({ code: 0, err: 'alloy: warning: model.norm.weight: 1 NaN in odd.\n' });
  });

  test.each([
    ['a model that is nowhere', ['a', 'none/at/all'], 'There is no folder "models/none/at/all"'],
    ['shapes that differ', ['a', 'wide'], 'model.norm.weight'],
  ])('%s: words on standard error, and no files', async (_, models, words) => {
    const { code, out, err } = await alloy(['merge', recipe('wrong.yml', ...models), 'out-wrong']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(words);
    expect(err).toContain('what to do:');
    expect(existsSync(join(root, 'out-wrong'))).toBe(false);
  });

  test('a recipe that is not there, or not one', async () => {
    expect(await alloy(['merge', 'no.yml', 'out-none'])).toMatchObject({ code: 1, err: expect.stringContaining('no.yml') });
    writeFileSync(join(root, 'bad.yml'), 'merge_method: no_such_method\nmodels: []\n');
    expect(await alloy(['merge', 'bad.yml', 'out-none'])).toMatchObject({ code: 1, err: expect.stringContaining('bad.yml:1') });
  });

  test('cancelled: exit code 130, and nothing is left', async () => {
    const { code } = await alloy(
      ['merge', recipe('big.yml', 'big', 'bigger'), 'out-cancelled', '--json', '--backend', 'reference'],
      (press, child) => child.stdout?.once('data', press),
    );
    expect(code).toBe(130);
    expect(existsSync(join(root, 'out-cancelled'))).toBe(false);
  });
});

describe('a folder that is one of the models', () => {
  test.each([
    ['itself', 'models/own'],
    ['through a link', 'link-to-own'],
  ])('is not merged into: %s', async (_, out) => {
    writeModel('own', (i) => i, 4);
    rmSync(join(root, 'link-to-own'), { force: true });
    symlinkSync(join(root, 'models', 'own'), join(root, 'link-to-own'), 'junction');
    const before = readdirSync(join(root, 'models', 'own'));
    const ended = await alloy(['merge', recipe('own.yml', 'own', 'b'), out]);
    expect(ended).toMatchObject({ code: 1, out: '', err: expect.stringContaining('one of the models') });
    expect(readdirSync(join(root, 'models', 'own'))).toEqual(before);
    expect([...readResult('models/own')]).toEqual(Array.from({ length: 256 }, (_, i) => i));
  });
});

describe('Ctrl+C while the Hub keeps a report waiting', () => {
  const silent = createServer();
  let hub = '';
  beforeAll(async () => {
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    const address = silent.address();
    hub = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterAll(() => {
    silent.closeAllConnections();
    silent.close();
  });

  test.each([
    ['inspect', 'acme/one'],
    ['inspect', 'far.yml'],
    ['diff', 'acme/one', 'acme/two'],
    ['verify', 'models/a', 'far.yml'],
  ])('ends %s %s with exit code 130', async (...words) => {
    writeFileSync(join(root, 'far.yml'), 'merge_method: linear\nmodels: [{model: acme/one, parameters: {weight: 1}}]\ndtype: float32\n');
    const ended = await alloy([...words, '--hub', hub], (press) => silent.once('request', press));
    expect(ended).toMatchObject({ code: 130, out: '', err: expect.stringContaining('Cancelled.') });
  });
});

test('wrong words: exit code 2', async () => {
  expect(await alloy(['mix'])).toMatchObject({ code: 2, err: expect.stringContaining('no command "mix"') });
});

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(await alloy(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
});
