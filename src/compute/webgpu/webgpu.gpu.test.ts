import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defined } from '../../base/assert.ts';
import type { AlloyError } from '../../base/errors.ts';
import type { FloatDType } from '../../formats/dtype.ts';
import { magnitudeBits } from '../../formats/number.ts';
import type { Backend } from '../backend.ts';
import { kernelSuite } from '../kernels.suite.ts';
import { requestAdapter } from './adapter.ts';
import { describeGpu } from './gpu-suite.ts';
import { createGuard } from './guard.ts';
import { createWebGpuBackend } from './webgpu.ts';

const MINIMUM_BINDING = 2 ** 27;

let shared: Promise<GPUDevice> | undefined;

/** One device for all tests: compiling the kernels takes a software adapter seconds. A device has the least limits unless asked. */
async function onSharedDevice(): Promise<Backend> {
  shared ??= requestAdapter().then(({ adapter }) => defined(adapter, 'an adapter').requestDevice());
  return createWebGpuBackend({ device: await shared });
}

afterAll(async () => (await shared)?.destroy());

describeGpu('kernels', () => {
  kernelSuite('webgpu', onSharedDevice, { exact: false, without: ['variance'] });
});

describeGpu('with the guaranteed limits', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await onSharedDevice();
  });
  afterAll(() => backend.close());

  test('nine models spread over the largest arena', async () => {
    expect(backend.limits.bufferBytes).toBe(MINIMUM_BINDING);
    const tile = { first: 0, rows: 2, columns: 5 };
    const arena = backend.alloc(MINIMUM_BINDING);
    const out = backend.alloc(64);
    const last = MINIMUM_BINDING - 40;
    const operands = Array.from({ length: 9 }, (_, i) => ({ offset: i * Math.floor(last / 32) * 4, dtype: 'F32' }) as const);
    for (const [i, { offset }] of operands.entries())
      backend.upload(arena, offset, new Uint8Array(new Float32Array(10).fill(2 ** i).buffer));
    const terms = operands.map((_, x) => ({ x, coefficient: 1 }));
    backend.run('combine', { arena, out }, { tile, operands, terms, axis: 'all', out: { offset: 16, dtype: 'F32' } });
    const received = new Uint8Array(40);
    await backend.download(out, 16, received);
    expect([...new Float32Array(received.buffer)]).toEqual(new Array(10).fill(511));
    backend.free(arena);
    backend.free(out);
  });

  test('a buffer beyond the limit', () => {
    expect(() => backend.alloc(MINIMUM_BINDING + 1)).toThrow(expect.objectContaining({ code: 'device', hint: expect.any(String) }));
  });

  test('float64 is left to the twin', async () => {
    const [arena, out] = [backend.alloc(64), backend.alloc(64)];
    const tile = { first: 0, rows: 1, columns: 4 };
    const operands = [{ offset: 0, dtype: 'F64' }] as const;
    await expect(backend.measure('finite', { arena }, { tile, operands })).rejects.toMatchObject({ code: 'unsupported' });
    const terms = [{ x: 0, coefficient: 1 }];
    backend.run('combine', { arena, out }, { tile, operands, terms, axis: 'all', out: { offset: 0, dtype: 'F32' } });
    await expect(backend.download(out, 0, new Uint8Array(4))).rejects.toMatchObject({ code: 'unsupported' });
    backend.free(arena);
    backend.free(out);
  });

  test('a measurement sees the arena as it was when it was asked for', async () => {
    const arena = backend.alloc(16);
    const uniforms = {
      tile: { first: 100, rows: 1, columns: 4 },
      operands: [{ offset: 0, dtype: 'F32' as const }],
      vectors: [{ x: 0 }],
      bits: magnitudeBits(2),
      nth: 0,
    };
    const found = [1, 2, 3].map((place) => {
      const entries = new Float32Array(4);
      entries[place] = -2;
      backend.upload(arena, 0, new Uint8Array(entries.buffer));
      return backend.measure('locate', { arena }, uniforms);
    });
    expect((await Promise.all(found)).map((numbers) => [...numbers])).toEqual([
      [1, 101],
      [1, 102],
      [1, 103],
    ]);
    backend.free(arena);
  });

  test('bytes at any place keep their neighbours', async () => {
    const SIZE = 61;
    const place = fc.nat(SIZE - 1);
    const operation = fc.record({ copy: fc.boolean(), same: fc.boolean(), from: place, to: place, bytes: fc.nat(SIZE) });
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 12 }), async (operations) => {
        const buffers = [backend.alloc(SIZE), backend.alloc(SIZE)] as const;
        const expected = [new Uint8Array(SIZE).fill(1), new Uint8Array(SIZE).fill(2)] as const;
        buffers.forEach((buffer, i) => backend.upload(buffer, 0, expected[i as 0 | 1].slice()));
        for (const [i, { copy, same, from, to, bytes }] of operations.entries()) {
          const length = Math.min(bytes, SIZE - from, SIZE - to);
          const content = Uint8Array.from({ length }, (_, at) => 16 * i + at);
          if (copy) backend.copy(buffers[same ? 1 : 0], from, buffers[1], to, length);
          else backend.upload(buffers[1], to, content);
          expected[1].set(copy ? expected[same ? 1 : 0].slice(from, from + length) : content, to);
        }
        for (const [i, buffer] of buffers.entries()) {
          const received = new Uint8Array(SIZE);
          await backend.download(buffer, 0, received);
          expect(received).toEqual(expected[i]);
          backend.free(buffer);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describeGpu('what is left to the processor', () => {
  const tile = { first: 0, rows: 1, columns: 4 };
  const operands = [0, 16].map((offset) => ({ offset, dtype: 'F32' as const }));
  const ranked = { kind: 'ranked', low: 0.9, high: 1, draws: new Uint32Array(4) } as const; // every draw is 0: all are kept
  const election = { base: 0, sign: 'none', votes: 'weighted', zero: 1, normalize: 'none', divisor: 1, lambda: 1 } as const;
  const bytesOf = (...entries: number[]) => new Uint8Array(Float32Array.from(entries).buffer);

  test('happens in order with what the device does', async () => {
    const backend = await onSharedDevice();
    const [arena, out] = [backend.alloc(32), backend.alloc(16)];
    const models = [{ x: 1, keep: ranked, factor: 1, weight: 1 }];
    const elect = () => backend.run('elect', { arena, out }, { tile, operands, ...election, models, out: { offset: 0, dtype: 'F32' } });
    const received = [0, 1, 2].map(() => new Uint8Array(16));
    backend.upload(arena, 0, bytesOf(1, 1, 1, 1, 2, 3, 4, 5));
    elect();
    const reused = bytesOf(7, 7, 7, 7);
    backend.upload(arena, 16, reused);
    reused.fill(0);
    const first = backend.download(out, 0, received[0] ?? new Uint8Array());
    elect();
    const second = backend.download(out, 0, received[1] ?? new Uint8Array());
    backend.upload(out, 0, bytesOf(9, 9, 9, 9), true);
    const third = backend.download(out, 0, received[2] ?? new Uint8Array());
    const counts = backend.measure('finite', { arena }, { tile, operands });
    await Promise.all([first, second, third]);
    expect(received.map((bytes) => [...new Float32Array(bytes.buffer)])).toEqual([
      [2, 3, 4, 5],
      [7, 7, 7, 7],
      [9, 9, 9, 9],
    ]);
    expect([...(await counts)]).toEqual([0, 0, 0, 0]);
    backend.close();
  });

  test('fails at the next await', async () => {
    const backend = await createWebGpuBackend({
      device: defined(await shared, 'the device'),
      companion: () => Promise.reject(new Error('no processor')),
    });
    const [arena, out] = [backend.alloc(32), backend.alloc(16)];
    const models = [{ x: 1, keep: ranked, factor: 1, weight: 1 }];
    backend.run('elect', { arena, out }, { tile, operands, ...election, models, out: { offset: 0, dtype: 'F32' } });
    await expect(backend.download(out, 0, new Uint8Array(4))).rejects.toThrow('no processor');
    await backend.download(out, 0, new Uint8Array(4));
    backend.close();
  });
});

/** Large enough for several dispatches of every kernel. */
describeGpu('a tile of two million entries', () => {
  const PATTERN = [0x30, 0x31, 0xb2, 0x33, 0x34, 0x35, 0xb6]; // F8_E4M3: 0.5, 0.5625, −0.625, 0.6875, 0.75, 0.8125, −0.875
  const VALUES = [0.5, 0.5625, -0.625, 0.6875, 0.75, 0.8125, -0.875];
  const tile = { first: 2 ** 40, rows: 700, columns: 3001 };
  const entries = tile.rows * tile.columns;
  const operands = [{ offset: 3, dtype: 'F8_E4M3' as FloatDType }];
  const call = { tile, operands, vectors: [{ x: 0 }] };
  const countOf = (value: number) => Math.floor((entries - 1 - value) / 7) + 1;
  const bytes = Uint8Array.from({ length: entries }, (_, i) => PATTERN[i % 7] ?? 0);
  let backend: Backend;
  let arena: { readonly id: number; readonly bytes: number };
  beforeAll(async () => {
    backend = await onSharedDevice();
    arena = backend.alloc(entries + 3);
    backend.upload(arena, 3, bytes.slice());
  });
  afterAll(() => backend.close());

  test('combine', async () => {
    const out = backend.alloc(entries + 16);
    backend.run(
      'combine',
      { arena, out },
      { tile, operands, terms: [{ x: 0, coefficient: 1 }], axis: 'all', out: { offset: 16, dtype: 'F8_E4M3' } },
    );
    const received = new Uint8Array(entries);
    await backend.download(out, 16, received);
    expect(received.findIndex((byte, i) => byte !== bytes[i])).toBe(-1);
    backend.free(out);
  });

  test('gram', async () => {
    // Nine vectors make dispatches small, so a part of the tile is enough.
    const part = { first: 0, rows: 50, columns: tile.columns };
    const squares = Float64Array.from({ length: part.rows * part.columns }, (_, i) => (VALUES[i % 7] ?? 0) ** 2);
    const places = { all: () => 0, row: (i: number) => Math.floor(i / part.columns), column: (i: number) => i % part.columns };
    for (const axis of ['all', 'row', 'column'] as const) {
      const expected = new Float64Array({ all: 1, row: part.rows, column: part.columns }[axis]);
      for (const [i, square] of squares.entries()) expected[places[axis](i)] = (expected[places[axis](i)] ?? 0) + square;
      const vectors = new Array(9).fill({ x: 0 });
      const products = await backend.measure('gram', { arena }, { tile: part, operands, vectors, axis, diagonal: true });
      expect(products.length).toBe(9 * expected.length);
      const wrong = products.filter((product, i) => Math.abs(product / (expected[Math.floor(i / 9)] ?? 0) - 1) > 1e-6);
      expect([...wrong]).toEqual([]);
    }
  });

  test('histogram, locate and mass', async () => {
    const bins = await backend.measure('histogram', { arena }, call);
    VALUES.forEach((value, i) => expect(bins[magnitudeBits(value) >>> 15]).toBe(countOf(i)));
    expect(bins.reduce((total, count) => total + count, 0)).toBe(entries);
    const nth = countOf(4) - 1;
    const located = await backend.measure('locate', { arena }, { ...call, bits: magnitudeBits(0.75), nth });
    expect([...located]).toEqual([countOf(4), tile.first + 7 * nth + 4]);
    const keep = { kind: 'band', low: { bits: magnitudeBits(0.75), index: tile.first + 7 * nth + 4, side: 'below' } } as const;
    const [all = 0, kept = 0, count] = await backend.measure('mass', { arena }, { ...call, vectors: [{ x: 0, keep }] });
    expect(count).toBe(countOf(4) - 1 + countOf(5) + countOf(6));
    expect(kept).toBeCloseTo(0.75 * nth + 0.8125 * countOf(5) + 0.875 * countOf(6), 0);
    expect(Math.abs(all / VALUES.reduce((total, x, i) => total + Math.abs(x) * countOf(i), 0) - 1)).toBeLessThan(1e-7);
  });
});

describeGpu('the order by variance', () => {
  const tile = { first: 7, rows: 37, columns: 41 };
  const entries = tile.rows * tile.columns;
  const models = [0, 1, 2, 3];
  const operands = [...models, 4].map((i) => ({ offset: i * entries * 4, dtype: 'F32' as const }));
  // Every fifth entry is the same in all models; the base is zero.
  const values = Float32Array.from({ length: 5 * entries }, (_, i) => {
    if (i >= 4 * entries) return 0;
    return (i % entries) % 5 === 0 ? 0.1 + (i % entries) : Math.sin(i * i) * 1e-3;
  });
  const truth = Array.from({ length: entries }, (_, i) => {
    const all = models.map((model) => values[model * entries + i] ?? 0);
    const mean = all.reduce((sum, x) => sum + x, 0) / models.length;
    return all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / models.length;
  });
  const order = { vectors: models.map((x) => ({ x, reference: 4 })), key: 'variance' } as const;

  test('keeps exactly as many entries as asked for, those of the largest variance', async () => {
    const backend = await onSharedDevice();
    const [arena, out] = [backend.alloc(values.byteLength), backend.alloc(entries * 4)];
    backend.upload(arena, 0, new Uint8Array(values.buffer.slice()));
    const call = { tile, operands, ...order };
    const [zeros] = await backend.measure('locate', { arena }, { ...call, bits: 0, nth: entries });
    expect(zeros).toBe(truth.filter((variance) => variance === 0).length);

    const KEPT = 300;
    const place = (bins: Float64Array, wanted: number) => {
      let above = 0;
      const bin = bins.findLastIndex((count) => {
        above += count;
        return above >= wanted;
      });
      return { bin, left: wanted - (above - (bins[bin] ?? 0)) };
    };
    const upper = place(await backend.measure('histogram', { arena }, call), KEPT);
    const lower = place(await backend.measure('histogram', { arena }, { ...call, prefix: upper.bin }), upper.left);
    const bits = upper.bin * 2 ** 15 + lower.bin;
    const [, index = -1] = await backend.measure('locate', { arena }, { ...call, bits, nth: lower.left - 1 });

    const keep = { kind: 'band', low: { bits, index: index + 1, side: 'below' } } as const;
    const uniforms = { tile, operands, rule: 'sce', base: 4, models, numbers: [1, 1, 1, 1], keep } as const;
    backend.run('pointwise', { arena, out }, { ...uniforms, out: { offset: 0, dtype: 'F32' } });
    const received = new Uint8Array(entries * 4);
    await backend.download(out, 0, received);
    const kept = [...new Float32Array(received.buffer).keys()].filter((i) => new Float32Array(received.buffer)[i] !== 0);
    expect(kept).toHaveLength(KEPT);
    const largest = [...truth.keys()].sort((a, b) => (truth[b] ?? 0) - (truth[a] ?? 0)).slice(0, KEPT);
    expect(kept.filter((i) => !largest.includes(i)).length).toBeLessThanOrEqual(1);
    backend.close();
  });
});

describeGpu('failures', () => {
  test('a lost device rejects what is pending and what comes later', async () => {
    const backend = await createWebGpuBackend({ minimumLimits: true });
    expect(backend.limits.bufferBytes).toBe(MINIMUM_BINDING);
    const buffer = backend.alloc(1024);
    const lost: Partial<AlloyError> = { name: 'AlloyError', code: 'device', what: expect.any(String), hint: expect.any(String) };
    const pending = expect(backend.download(buffer, 0, new Uint8Array(1024))).rejects.toMatchObject(lost);
    backend.close();
    await pending;
    expect(await backend.lost).toEqual(expect.any(String));
    const tile = { first: 0, rows: 1, columns: 4 };
    const operands = [{ offset: 0, dtype: 'F32' }] as const;
    backend.upload(buffer, 0, new Uint8Array(4));
    await expect(backend.measure('finite', { arena: buffer }, { tile, operands })).rejects.toMatchObject(lost);
    await expect(backend.download(buffer, 0, new Uint8Array(4))).rejects.toMatchObject(lost);
    expect(() => backend.alloc(16)).toThrow(expect.objectContaining(lost));
  });

  test('closing leaves a lent device to its owner', async () => {
    (await onSharedDevice()).close();
    const again = await onSharedDevice();
    const [buffer, received] = [again.alloc(4), new Uint8Array(4)];
    again.upload(buffer, 0, Uint8Array.of(1, 2, 3, 4));
    await again.download(buffer, 0, received);
    expect([...received]).toEqual([1, 2, 3, 4]);
    again.close();
  });

  test('what the device refuses surfaces once, at the next await', async () => {
    const device = defined(await shared, 'the device');
    const guard = createGuard(device);
    guard.watch('a large buffer', () => device.createBuffer({ size: 2 ** 50, usage: GPUBufferUsage.STORAGE }));
    await expect(guard.settled()).rejects.toMatchObject({ code: 'device', where: 'a large buffer' });
    await guard.settled();
  });
});
