/** Serves the built benchmark page, gives it its job when told to, and waits for the outcome. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import type { BenchJob, BenchOutcome } from './page/job.ts';

export interface PageServer {
  readonly url: string;
  /** The page has loaded and asks for its job. */
  readonly asked: Promise<void>;
  /** Hands out the job; resolves with what came of it. */
  start(job: BenchJob): Promise<BenchOutcome>;
  close(): void;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

export async function startPageServer(folder: string): Promise<PageServer> {
  const asked = Promise.withResolvers<ServerResponse>();
  const ended = Promise.withResolvers<BenchOutcome>();
  const server = createServer(async (request, response) => {
    if (request.url === '/job') return asked.resolve(response);
    if (request.url === '/outcome') {
      ended.resolve(JSON.parse(await textOf(request)) as BenchOutcome);
      return response.end();
    }
    await sendFile(folder, request.url ?? '/', response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`,
    asked: asked.promise.then(() => undefined),
    async start(job) {
      (await asked.promise).setHeader('Content-Type', 'application/json').end(JSON.stringify(job));
      return await ended.promise;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of request) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces).toString();
}

async function sendFile(folder: string, url: string, response: ServerResponse): Promise<void> {
  const path = normalize(new URL(url, 'http://page').pathname);
  const file = join(folder, path === '/' ? 'index.html' : path);
  try {
    const bytes = await readFile(file);
    response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream').end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}
