/** The near end of a lane: a backend that another thread serves. */
import { AlloyError } from '../../base/errors.ts';
import type { Backend } from '../backend.ts';
import { createSpares } from '../spares.ts';
import type { Answered, Bytes, Reply, Request } from './lane-messages.ts';
import type { LanePort } from './lane-port.ts';
import { LABEL, LARGEST_BUFFER } from './limits.ts';

export function createRemoteBackend(port: LanePort): Backend {
  const spares = createSpares();
  /** Memory of buffers that this thread sees too. */
  const near = new Map<number, Bytes>();
  const wire = createWire(port, {
    spare: ({ memory }) => spares.give(memory),
    shared: ({ id, memory }) => void near.set(id, memory),
  });
  const copyOf = (bytes: Bytes): Bytes => {
    const copy = spares.take(bytes.length);
    copy.set(bytes);
    return copy;
  };
  let ids = 0;
  return {
    kind: 'wasm',
    label: LABEL,
    limits: { bufferBytes: LARGEST_BUFFER },
    alloc(bytes) {
      const buffer = { id: ids++, bytes };
      wire.send({ kind: 'alloc', buffer });
      return buffer;
    },
    host: ({ id }) => near.get(id),
    staging: spares.take,
    upload(buffer, offset, bytes, transfer = false) {
      // Cloning a view would clone all of the buffer behind it.
      const own = transfer ? bytes : copyOf(bytes);
      wire.send({ kind: 'upload', buffer, offset, bytes: own }, [own.buffer]);
    },
    copy: (from, fromOffset, to, toOffset, bytes) => wire.send({ kind: 'copy', from, fromOffset, to, toOffset, bytes }),
    run: (kernel, bindings, uniforms) => wire.send({ kind: 'run', kernel, bindings, uniforms }),
    measure: (kernel, bindings, uniforms) => wire.ask((call) => ({ kind: 'measure', call, kernel, bindings, uniforms })),
    async download(buffer, offset, into) {
      const room = spares.take(into.length);
      const filled = await wire.ask<Bytes>((call) => ({ kind: 'download', call, buffer, offset, into: room }), [room.buffer]);
      into.set(filled);
      spares.give(filled.buffer);
    },
    free(buffer) {
      near.delete(buffer.id);
      wire.send({ kind: 'free', buffer });
      spares.drop();
    },
    lost: wire.lost,
    close() {
      wire.lose('The backend has been closed.');
      port.close();
    },
  };
}

interface Wire {
  send(request: Request, transfer?: Transferable[]): void;
  /** Sends a request made with the number that its answer will carry. */
  ask<T>(request: (call: number) => Answered, transfer?: Transferable[]): Promise<T>;
  readonly lost: Promise<string>;
  /** Rejects what is pending, and all that comes. */
  lose(reason: string): void;
}

interface Pending {
  resolve(value: Float64Array | Bytes): void;
  reject(error: AlloyError): void;
}

type Notice = Extract<Reply, { kind: 'spare' | 'shared' }>;

/** What to do with replies that nobody asked for. */
type Notices = { readonly [K in Notice['kind']]: (notice: Extract<Notice, { kind: K }>) => void };

function createWire(port: LanePort, notices: Notices): Wire {
  const pending = new Map<number, Pending>();
  let announce: (reason: string) => void = () => undefined;
  const lost = new Promise<string>((resolve) => {
    announce = resolve;
  });
  let calls = 0;
  let gone: string | undefined;

  const lose = (reason: string): void => {
    if (gone !== undefined) return;
    gone = reason;
    for (const { reject } of pending.values()) reject(lostError(reason));
    pending.clear();
    announce(reason);
  };
  const send = (request: Request, transfer: Transferable[] = []): void => {
    if (gone === undefined) port.postMessage(request, transfer);
  };

  port.onLost(lose);
  port.onMessage((message) => {
    const reply = message as Reply;
    if (reply.kind === 'lost') return lose(reply.reason);
    if (reply.kind === 'spare') return notices.spare(reply);
    if (reply.kind === 'shared') return notices.shared(reply);
    const waiting = pending.get(reply.call);
    pending.delete(reply.call);
    if (reply.kind === 'value') waiting?.resolve(reply.value);
    else waiting?.reject(AlloyError.fromPlain(reply.fault));
  });
  return {
    send,
    ask: <T>(request: (call: number) => Answered, transfer?: Transferable[]) =>
      new Promise<T>((resolve, reject) => {
        if (gone !== undefined) return reject(lostError(gone));
        const call = calls++;
        pending.set(call, { resolve: (value) => resolve(value as T), reject });
        send(request(call), transfer);
      }),
    lost,
    lose,
  };
}

const lostError = (reason: string): AlloyError =>
  new AlloyError({
    code: 'device',
    what: `A worker thread is gone: ${reason}`,
    hint: 'Start the merge again.',
  });
