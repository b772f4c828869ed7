/**
 * A Hugging Face Hub for tests: two servers on this machine (hub and CDN, so that crossing origins is part of every
 * test), with faults on demand and a log of all requests. Read only. It sends what others captured from the real one,
 * and exposes to pages exactly the headers that the real one does.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answerCdn, answerHub, type HubState, readText } from './endpoints.ts';
import { createFaults, type FaultSpec, type Faults, faultOf } from './faults.ts';
import { type Exchange, type LogEntry, sendError, sendJson, sendPreflight, setCommonHeaders } from './reply.ts';
import { openRepo, type RepoSpec, type Tokens } from './repos.ts';

export interface TestHubOptions {
  readonly repos: readonly RepoSpec[];
  readonly tokens?: Tokens | undefined;
  /** Entries of a file list on one page; default 1000. */
  readonly pageSize?: number | undefined;
  /** Default: any free ones. */
  readonly port?: number | undefined;
  readonly cdnPort?: number | undefined;
}

export interface TestHub {
  readonly url: string;
  readonly cdnUrl: string;
  /** All requests so far, preflights included. */
  readonly log: LogEntry[];
  readonly faults: Faults;
  close(): Promise<void>;
}

export async function startTestHub({ repos, tokens = {}, pageSize = 1000, port = 0, cdnPort = 0 }: TestHubOptions): Promise<TestHub> {
  const log: LogEntry[] = [];
  const faults = createFaults();
  let cdnUrl = '';
  const state: HubState = {
    repos: new Map(repos.map((spec) => [spec.id, openRepo(spec)])),
    tokens,
    pageSize,
    cdnUrl: () => cdnUrl,
    signed: new Map(),
  };
  const serve = (where: LogEntry['where'], answer: typeof answerHub) =>
    createServer(
      (request, response) => void handle(where, request, response, { log, faults }, (exchange, url) => answer(exchange, state, url)),
    );
  const hub = serve('hub', answerHub);
  const cdn = serve('cdn', answerCdn);
  cdnUrl = await listen(cdn, cdnPort);
  return {
    url: await listen(hub, port),
    cdnUrl,
    log,
    faults,
    close: async () => void (await Promise.all([hub, cdn].map(stop))),
  };
}

interface Watch {
  readonly log: LogEntry[];
  readonly faults: Faults;
}

async function handle(
  where: LogEntry['where'],
  request: IncomingMessage,
  response: ServerResponse,
  watch: Watch,
  answer: (exchange: Exchange, url: URL) => Promise<void>,
): Promise<void> {
  const { method = 'GET', url = '/', headers } = request;
  const entry: LogEntry = {
    where,
    method,
    url,
    range: headers.range,
    origin: headers.origin,
    authorization: headers.authorization,
    status: 0,
  };
  const exchange: Exchange = {
    request,
    response,
    entry,
    faults: method === 'OPTIONS' ? [] : watch.faults.take(`${where} ${method} ${url}`),
  };
  if (url.startsWith('/__ctl/')) return control(exchange, watch);
  watch.log.push(entry);
  setCommonHeaders(exchange, watch.log.length);
  if (faultOf(exchange.faults, 'reset')) return void request.socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, faultOf(exchange.faults, 'delay')?.ms ?? 0));
  const refused = faultOf(exchange.faults, 'status');
  if (method === 'OPTIONS') sendPreflight(exchange);
  else if (refused) sendError(exchange, refused.status, 'On demand', { ...refused.headers });
  else await answer(exchange, new URL(url, 'http://test'));
  entry.status = response.statusCode;
}

/** The same controls for tests in another process: POST /__ctl/faults, GET and DELETE /__ctl/log. */
async function control(exchange: Exchange, { log, faults }: Watch): Promise<void> {
  const { method, url } = exchange.request;
  if (method === 'POST' && url === '/__ctl/faults') faults.add(...(JSON.parse(await readText(exchange)) as FaultSpec[]));
  else if (method === 'DELETE') log.length = 0;
  sendJson(exchange, log);
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`);
    });
  });
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
