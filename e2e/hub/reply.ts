/** Replies of the test hub: bodies with ranges, pieces at a time, with the faults that struck. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Content } from './contents.ts';
import { type FaultKind, faultOf } from './faults.ts';

/** One request, as tests look at it. */
export interface LogEntry {
  readonly where: 'hub' | 'cdn';
  readonly method: string;
  readonly url: string;
  readonly range: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  status: number;
  /** Bytes of which file were sent, when it was about a file. */
  served?: { readonly file: string; readonly from: number; bytes: number } | undefined;
}

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly entry: LogEntry;
  readonly faults: readonly FaultKind[];
}

/** With Retry-After and RateLimit not among them: so it is on the Hub, and pages cannot read those. */
const EXPOSED =
  'X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag,X-Xet-Hash';

/** Headers that every reply has. */
export function setCommonHeaders({ request, response, entry }: Exchange, id: number): void {
  response.setHeader('X-Request-Id', `test-${id}`);
  if (entry.where === 'cdn') {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Expose-Headers', '*');
  } else if (request.headers.origin) {
    response.setHeader('Access-Control-Allow-Origin', request.headers.origin);
    response.setHeader('Vary', 'Origin');
    response.setHeader('Access-Control-Max-Age', '86400');
    response.setHeader('Access-Control-Expose-Headers', EXPOSED);
  }
}

export function sendPreflight({ request, response }: Exchange): void {
  response.setHeader('Access-Control-Allow-Methods', 'GET,HEAD,POST,PUT,DELETE,OPTIONS');
  response.setHeader('Access-Control-Allow-Headers', request.headers['access-control-request-headers'] ?? '');
  response.writeHead(204).end();
}

export function sendJson({ response }: Exchange, value: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

export function sendRedirect({ response }: Exchange, status: 302 | 307, location: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { Location: location, ...headers }).end();
}

/** JSON under `/api/`, plain text elsewhere, as the Hub does. */
export function sendError({ request, response }: Exchange, status: number, message: string, headers: Record<string, string> = {}): void {
  const json = request.url?.startsWith('/api/') ?? false;
  response.writeHead(status, { 'Content-Type': json ? 'application/json' : 'text/plain', 'X-Error-Message': message, ...headers });
  response.end(json ? JSON.stringify({ error: message }) : message);
}

const CHUNK = 2 ** 20;

/** A file or the range of it that was asked for. */
export async function sendFile(exchange: Exchange, file: string, content: Content, headers: Record<string, string>): Promise<void> {
  const { request, response, entry, faults } = exchange;
  const range = faultOf(faults, 'ignoreRange') ? undefined : parseRange(request.headers.range);
  if (range && range.first >= content.bytes) {
    response.writeHead(416, { 'Content-Range': `bytes */${content.bytes}` }).end();
    return;
  }
  const from = range?.first ?? 0;
  const short = faultOf(faults, 'short');
  const end = Math.min(range ? range.last + 1 : content.bytes, content.bytes, short ? from + short.bytes : Number.POSITIVE_INFINITY);
  const served = { file, from, bytes: 0 };
  entry.served = served;
  response.writeHead(range ? 206 : 200, {
    'Accept-Ranges': 'bytes',
    ...headers,
    ...(faultOf(faults, 'etagChange') && { ETag: '"changed"' }),
    ...(range && { 'Content-Range': `bytes ${from}-${end - 1}/${content.bytes}` }),
    ...(faultOf(faults, 'closeDelimited') ? { Connection: 'close' } : { 'Content-Length': String(end - from) }),
  });
  if (request.method === 'HEAD') response.end();
  else await sendBody(exchange, content, from, end, served);
}

/** `last < first` is no range at all, and ignored, as RFC 9110 has it. */
function parseRange(header: string | undefined): { readonly first: number; readonly last: number } | undefined {
  const match = /^bytes=(\d+)-(\d*)$/.exec(header ?? '');
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = match[2] ? Number(match[2]) : Number.MAX_SAFE_INTEGER;
  return last < first ? undefined : { first, last };
}

/** Between the last byte and the death of a connection: engines throw away what was not yet read when it dies. */
const DYING_MS = 150;

async function sendBody(
  { response, faults }: Exchange,
  content: Content,
  from: number,
  end: number,
  served: { bytes: number },
): Promise<void> {
  const slow = faultOf(faults, 'slow');
  const corrupt = faultOf(faults, 'corrupt');
  const cut = faultOf(faults, 'truncate') ?? faultOf(faults, 'halfOpen') ?? faultOf(faults, 'closeDelimited');
  const stop = cut ? Math.min(end, from + cut.bytes) : end;
  const chunk = slow ? Math.max(1, Math.round(slow.bytesPerSecond / 20)) : CHUNK;
  for (let at = from; at < stop && !response.destroyed; ) {
    const bytes = content.read(at, Math.min(chunk, stop - at));
    const sent = corrupt ? withFlippedByte(bytes, from + corrupt.at - at) : bytes;
    await written(response, sent);
    at += bytes.length;
    served.bytes += bytes.length;
    if (slow) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (cut?.kind === 'halfOpen') return;
  if (cut?.kind !== 'truncate') return void response.end();
  await new Promise((resolve) => setTimeout(resolve, DYING_MS));
  response.destroy();
}

function withFlippedByte(bytes: Uint8Array, at: number): Uint8Array {
  if (at < 0 || at >= bytes.length) return bytes;
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** Resolves when the system took the bytes, or when nobody wants them any more. */
function written(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve);
    response.write(bytes, () => {
      response.off('close', resolve);
      resolve();
    });
  });
}
