import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDemoSource } from './demo.ts';
import { openSource } from './open.ts';
import { never, silentObserver } from './test-checkpoint.ts';

const FOLDER = new URL('../../public/', import.meta.url);
let server: Server;
let site = '';

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const content = await readFile(new URL(`.${request.url}`, FOLDER)).catch(() => undefined);
    response.writeHead(content ? 200 : 404).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  site = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test('an embedded checkpoint is opened and read, and fetched once', async () => {
  let requests = 0;
  const source = openSource({ kind: 'demo', name: 'code', url: `${site}/demo/code/` }, { ...silentObserver, requested: () => requests++ });
  const { label, tensors, card, config } = await source.facts(never);
  expect({ label, card, tensors: tensors.size, layers: config?.num_hidden_layers }).toEqual({
    label: 'demo/code',
    card: { licence: 'apache-2.0', baseModels: ['demo/base'] },
    tensors: 38,
    layers: 4,
  });
  const tensor = tensors.get('model.norm.weight');
  const into = new Uint8Array(tensor?.bytes ?? 0);
  await source.read('model.safetensors', tensor?.offset ?? 0, into, never);
  const file = await readFile(new URL('demo/code/model.safetensors', FOLDER));
  expect(Buffer.compare(into, file.subarray(tensor?.offset, (tensor?.offset ?? 0) + into.length))).toBe(0);
  expect(requests).toBe(6);
});

test('one that is not there says so', async () => {
  await expect(
    createDemoSource({ kind: 'demo', name: 'none', url: `${site}/demo/none` }, silentObserver).facts(never),
  ).rejects.toMatchObject({
    code: 'network',
    where: expect.stringContaining('demo/none'),
  });
});

test('a folder cannot be opened in a browser', () => {
  expect(() => openSource({ kind: 'folder', path: '/models/a' }, silentObserver)).toThrow(/command line only/);
});
