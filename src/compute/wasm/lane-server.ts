/** The far end of a lane: does for a distant caller what it asks of a backend. */
import { defined } from '../../base/assert.ts';
import { toPlainFault } from '../../base/errors.ts';
import { type Backend, type Bindings, type DeviceBuffer, isShared } from '../backend.ts';
import type { Answered, Reply, Request } from './lane-messages.ts';
import type { LanePort } from './lane-port.ts';

/** Serves a backend, which may still be on its way; if it never comes, every answer says why. */
export function serveBackend(port: LanePort, backend: Backend | Promise<Backend>): void {
  const serving = Promise.resolve(backend).then((ready) => createServer(port, ready));
  serving.catch(() => undefined); // said with each answer
  let order: Promise<void> = Promise.resolve();
  port.onMessage((message) => {
    const request = message as Request;
    order = order.then(async () => {
      try {
        (await serving)(request);
      } catch (thrown) {
        if ('call' in request) port.postMessage({ kind: 'fault', call: request.call, fault: toPlainFault(thrown) } satisfies Reply);
      }
    });
  });
}

function createServer(port: LanePort, backend: Backend): (request: Request) => void {
  const buffers = new Map<number, DeviceBuffer>();
  const known = ({ id }: DeviceBuffer): DeviceBuffer => defined(buffers.get(id), `buffer ${id}`);
  const bind = ({ arena, out }: Bindings): Bindings => ({ arena: known(arena), ...(out && { out: known(out) }) });
  let failure: { readonly thrown: unknown } | undefined;

  void backend.lost.then((reason) => port.postMessage({ kind: 'lost', reason } satisfies Reply));

  const allocate = ({ id, bytes }: DeviceBuffer): void => {
    const buffer = backend.alloc(bytes);
    buffers.set(id, buffer);
    const memory = backend.host(buffer);
    if (memory && isShared(memory)) port.postMessage({ kind: 'shared', id, memory } satisfies Reply);
  };
  const perform = (request: Exclude<Request, Answered>): void => {
    switch (request.kind) {
      case 'alloc':
        allocate(request.buffer);
        break;
      case 'free': {
        const buffer = buffers.get(request.buffer.id);
        buffers.delete(request.buffer.id);
        if (buffer) backend.free(buffer);
        break;
      }
      case 'upload':
        backend.upload(known(request.buffer), request.offset, request.bytes);
        port.postMessage({ kind: 'spare', memory: request.bytes.buffer } satisfies Reply, [request.bytes.buffer]);
        break;
      case 'copy':
        backend.copy(known(request.from), request.fromOffset, known(request.to), request.toOffset, request.bytes);
        break;
      case 'run':
        backend.run(request.kernel, bind(request.bindings), request.uniforms);
    }
  };
  const answer = async (request: Answered): Promise<Float64Array | Uint8Array> => {
    const before = failure;
    failure = undefined;
    if (before) throw before.thrown;
    if (request.kind === 'measure') return backend.measure(request.kernel, bind(request.bindings), request.uniforms);
    await backend.download(known(request.buffer), request.offset, request.into);
    return request.into;
  };
  return (request) => {
    if ('call' in request) {
      answer(request).then(
        (value) => port.postMessage({ kind: 'value', call: request.call, value }, [value.buffer as ArrayBuffer]),
        (thrown: unknown) => port.postMessage({ kind: 'fault', call: request.call, fault: toPlainFault(thrown) }),
      );
      return;
    }
    try {
      perform(request);
    } catch (thrown) {
      failure ??= { thrown };
    }
  };
}
