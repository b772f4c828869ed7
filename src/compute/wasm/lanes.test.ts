import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { AlloyError } from '../../base/errors.ts';
import { type Backend, isShared } from '../backend.ts';
import { kernelSuite } from '../kernels.suite.ts';
import { createReferenceBackend } from '../reference/backend.ts';
import sharing from './assembly/index.ts?kernels-shared';
import { createWasmBackend } from './backend.ts';
import { createRemoteBackend } from './lane-client.ts';
import { type LanePort, nodePort, webPort } from './lane-port.ts';
import { serveBackend } from './lane-server.ts';

const open: MessageChannel[] = [];
afterEach(() => {
  for (const { port1, port2 } of open.splice(0)) {
    port1.close();
    port2.close();
  }
});

/** A lane whose other end is in this thread. */
function laneTo(backend: Backend | Promise<Backend>): { lane: Backend; port: LanePort } {
  const channel = new MessageChannel();
  open.push(channel);
  serveBackend(webPort(channel.port2), backend);
  const port = webPort(channel.port1);
  return { lane: createRemoteBackend(port), port };
}

describe.each([
  ['its own memory', undefined],
  ['memory that it shares', sharing],
])('with %s', (_, module) => {
  const channel = new MessageChannel();
  kernelSuite(
    'the WebAssembly kernels through a lane',
    async () => {
      serveBackend(webPort(channel.port2), createWasmBackend(module));
      return createRemoteBackend(webPort(channel.port1));
    },
    { exact: true, without: ['combine', 'elect', 'measure', 'pointwise', 'variance'] },
  );
});

describe('a lane', () => {
  test('carries every field of an error', async () => {
    const refusing: Backend = {
      ...createReferenceBackend('float32'),
      alloc: () => {
        throw new AlloyError({ code: 'device', what: 'No room.', where: 'here', hint: 'Wait.' }, new Error('why'));
      },
    };
    const { lane } = laneTo(refusing);
    const buffer = lane.alloc(2 ** 40); // does not throw: the other side will find out
    lane.upload(buffer, 0, new Uint8Array(4));
    const error = await lane.download(buffer, 0, new Uint8Array(4)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AlloyError);
    expect(error).toMatchObject({ code: 'device', what: 'No room.', where: 'here', hint: 'Wait.', cause: 'why' });
  });

  test('a backend that never comes fails every answer', async () => {
    const { lane } = laneTo(Promise.reject(new AlloyError({ code: 'unsupported', what: 'No SIMD.' })));
    await expect(lane.download(lane.alloc(4), 0, new Uint8Array(4))).rejects.toMatchObject({ code: 'unsupported' });
  });

  test('takes uploads over, or copies just the view', async () => {
    const { lane } = laneTo(createReferenceBackend('float32'));
    const buffer = lane.alloc(8);
    const kept = new Uint8Array([0, 1, 2, 3, 4]);
    lane.upload(buffer, 0, kept.subarray(1, 3));
    const given = new Uint8Array([7, 8]);
    lane.upload(buffer, 2, given, true);
    expect([kept.length, given.length]).toEqual([5, 0]);
    const into = new Uint8Array(4);
    await lane.download(buffer, 0, into);
    expect([...into]).toEqual([1, 2, 7, 8]);
    expect(lane.host(buffer)).toBeUndefined();
  });

  test('that shares its memory is read and written in place', async () => {
    const { lane } = laneTo(createWasmBackend(sharing));
    const [arena, out] = [lane.alloc(16), lane.alloc(16)];
    await lane.download(out, 0, new Uint8Array());
    const [from, to] = [lane.host(arena), lane.host(out)].map((memory) => memory ?? new Uint8Array());
    expect([from, to].map((memory) => memory && isShared(memory))).toEqual([true, true]);
    from?.set(new Uint8Array(Float32Array.of(1, -2, 3, 4).buffer));
    lane.alloc(2 ** 26); // the memory grows
    const tile = { first: 0, rows: 1, columns: 4 };
    const operand = { offset: 0, dtype: 'F32' } as const;
    lane.run('combine', { arena, out }, { tile, operands: [operand], terms: [{ x: 0, coefficient: 2 }], axis: 'all', out: operand });
    await lane.download(out, 0, new Uint8Array());
    expect([...new Float32Array(to?.slice().buffer ?? [])]).toEqual([2, -4, 6, 8]);
    lane.free(arena);
    expect(lane.host(arena)).toBeUndefined();
  });

  test('answers come in order, each to its caller', async () => {
    const { lane } = laneTo(createReferenceBackend('float32'));
    const buffer = lane.alloc(4);
    const results = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        lane.upload(buffer, 0, new Uint8Array([i]));
        const into = new Uint8Array(1);
        await lane.download(buffer, 0, into);
        return into[0];
      }),
    );
    expect(results).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  test('closing rejects what is pending and what comes', async () => {
    const { lane } = laneTo(createReferenceBackend('float32'));
    const buffer = lane.alloc(4);
    const pending = lane.download(buffer, 0, new Uint8Array(4));
    lane.close();
    await expect(pending).rejects.toMatchObject({ code: 'device' });
    await expect(lane.download(buffer, 0, new Uint8Array(4))).rejects.toMatchObject({ code: 'device' });
    expect(await lane.lost).toContain('closed');
  });

  test('a worker that dies is lost', async () => {
    const lane = createRemoteBackend(nodePort(new Worker('setTimeout(() => process.exit(3), 20)', { eval: true })));
    const pending = lane.download(lane.alloc(4), 0, new Uint8Array(4));
    await expect(pending).rejects.toMatchObject({ code: 'device' });
    expect(await lane.lost).toContain('3');
  });
});
