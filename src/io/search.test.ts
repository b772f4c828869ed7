import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestHub, type TestHub } from '../../e2e/hub/hub.ts';
import type { OutputTensor } from '../formats/layout.ts';
import { hubRevisions, searchHub } from './search.ts';
import { silentObserver, testCheckpoint } from './test-checkpoint.ts';
import { LIMITS } from './test-hub.ts';
import { createTraffic } from './traffic.ts';

const tensors: OutputTensor[] = [
  { name: 'a', dtype: 'BF16', shape: [300, 4] },
  { name: 'b', dtype: 'F32', shape: [5] },
  { name: 'c', dtype: 'U32', shape: [3] },
];
const filesOf = (extra: Record<string, string>) =>
  Object.fromEntries(testCheckpoint(tensors, 1e9, extra).map(({ path, bytes }) => [path, bytes]));
const config = '{"model_type":"llama","architectures":["LlamaForCausalLM"]}';
const text = (value: string) => new TextEncoder().encode(value);

const REPOS = [
  {
    id: 'acme/llama-code',
    files: filesOf({ 'config.json': config, 'README.md': '---\nlicense: apache-2.0\nbase_model: acme/llama\n---\n' }),
    branches: { dev: filesOf({ 'config.json': config }) },
  },
  { id: 'acme/llama-asks', files: filesOf({ 'config.json': config }), gated: 'manual' as const },
  { id: 'acme/llama-hidden', files: filesOf({}), private: true },
  { id: 'acme/llama-gguf', files: { 'llama-q4.gguf': text('GGUF') } },
  { id: 'acme/llama-gptq', files: filesOf({ 'config.json': '{"quantization_config":{"quant_method":"gptq"}}' }) },
  {
    id: 'acme/llama-lora',
    files: { 'adapter_config.json': text('{"r":8}'), 'adapter_model.safetensors': filesOf({})['model.safetensors'] ?? text('') },
  },
  { id: 'other/thing', files: { 'notes.txt': text('') } },
  ...Array.from({ length: 30 }, (_, i) => ({ id: `many/model-${i}`, files: { 'notes.txt': text('') } })),
];

let hub: TestHub;
beforeEach(async () => {
  hub = await startTestHub({ repos: REPOS, tokens: { hf_owner: { name: 'owner', opens: [] } } });
});
afterEach(() => hub.close());

const traffic = () => createTraffic(LIMITS);
const search = (words: string, signal = new AbortController().signal, token?: string) =>
  searchHub(words, { hubUrl: hub.url, token }, traffic(), silentObserver, signal);

describe('a search', () => {
  test('tells how weights are kept, how many, under which licence, and from which base', async () => {
    const { models, more } = await search('llama');
    const byId = new Map(models.map((model) => [model.id, model]));
    expect(more).toBe(false);
    expect(byId.get('acme/llama-code')).toMatchObject({
      kind: 'safetensors',
      licence: 'apache-2.0',
      architecture: 'LlamaForCausalLM',
      dtypes: ['BF16', 'F32', 'U32'],
      parameters: 1208,
      bytes: 2432,
      baseModels: ['acme/llama'],
      gated: false,
    });
    expect(byId.get('acme/llama-code')?.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(byId.get('acme/llama-asks')?.gated).toBe(true);
    expect(['gguf', 'gptq', 'lora'].map((name) => byId.get(`acme/llama-${name}`)?.kind)).toEqual(['gguf', 'quantised', 'adapter']);
    expect(byId.has('acme/llama-hidden')).toBe(false);
  });

  test('takes several words, asks for one page and says when there is more', async () => {
    expect((await search('code acme')).models.map(({ id }) => id)).toEqual(['acme/llama-code']);
    const { models, more } = await search('many');
    expect([models.length, more]).toEqual([24, true]);
    expect(hub.log.filter(({ url }) => url.includes('search=many'))).toHaveLength(1);
  });

  test('ends at once when its signal does, and is asked again when the Hub is busy', async () => {
    hub.faults.add({ match: 'GET /api/models', times: 1, kind: 'delay', ms: 5000 });
    const abort = new AbortController();
    const asked = search('llama', abort.signal);
    setTimeout(() => abort.abort(), 20);
    await expect(asked).rejects.toThrow();
    hub.faults.add({ match: 'GET /api/models', times: 1, kind: 'status', status: 503 });
    expect((await search('code')).models).toHaveLength(1);
  });

  test('leaves out what has no name of a repository, and what cannot be seen in words', async () => {
    const listed = [
      { id: 'acme/good', tags: ['license:mit\u202E'], lastModified: '2026-01-01T00:00:00.000Z' },
      { id: '../../etc/passwd', tags: [], lastModified: '2026-01-01T00:00:00.000Z' },
      { id: 'acme/\u202Edoog', tags: [], lastModified: '2026-01-01T00:00:00.000Z' },
    ];
    const mirror = createServer((_, response) => response.end(JSON.stringify(listed)));
    await new Promise<void>((ready) => mirror.listen(0, '127.0.0.1', ready));
    const address = mirror.address();
    const hubUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const { models } = await searchHub('x', { hubUrl }, traffic(), silentObserver, new AbortController().signal);
    mirror.close();
    expect(models.map(({ id, licence }) => [id, licence])).toEqual([['acme/good', 'mit']]);
  });

  test('sends the token to the Hub, and refuses what cannot be one', async () => {
    await search('code', undefined, 'hf_owner');
    expect(hub.log.at(-1)?.authorization).toBe('Bearer hf_owner');
    await expect(search('code', undefined, 'hf_ é')).rejects.toMatchObject({ code: 'access' });
  });
});

describe('revisions', () => {
  test('are branches and commits, with their dates', async () => {
    const revisions = await hubRevisions('acme/llama-code', { hubUrl: hub.url }, traffic(), silentObserver, new AbortController().signal);
    expect(revisions.map(({ kind, name }) => [kind, kind === 'branch' ? name : ''])).toEqual([
      ['branch', 'main'],
      ['branch', 'dev'],
      ['commit', ''],
    ]);
    expect(revisions[0]).toMatchObject({ date: Date.parse('2026-01-01') });
    expect(revisions[0]?.commit).toBe(revisions[2]?.commit);
  });

  test('of a private or missing repository are refused in the same words', async () => {
    const ask = (id: string) => hubRevisions(id, { hubUrl: hub.url }, traffic(), silentObserver, new AbortController().signal);
    const faults = await Promise.all(['acme/llama-hidden', 'acme/nothing'].map((id) => ask(id).catch((fault: unknown) => fault)));
    for (const fault of faults) expect(fault).toMatchObject({ code: 'access', what: expect.stringContaining('private, or there is none') });
  });
});
