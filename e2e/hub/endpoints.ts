/** What the two servers answer: the read half of the Hub's interface, and its CDN. */
import type { Content } from './contents.ts';
import { faultOf } from './faults.ts';
import { type Exchange, sendError, sendFile, sendJson, sendRedirect } from './reply.ts';
import { commitsOf, fileEntry, modelFacts, type Repo, refsOf, type Snapshot, type Tokens, treeEntries } from './repos.ts';

export interface HubState {
  readonly repos: ReadonlyMap<string, Repo>;
  readonly tokens: Tokens;
  readonly cdnUrl: () => string;
  /** Entries of a file list on one page. */
  readonly pageSize: number;
  /** Signed addresses by their signature. */
  readonly signed: Map<string, { readonly file: string; readonly content: Content; expired: boolean }>;
}

/** An answer that ends the handling of a request. */
class Refusal extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

type Handler = (exchange: Exchange, state: HubState, match: readonly string[], url: URL) => void | Promise<void>;

const ID = '([\\w.-]+/[\\w.-]+)';

/** Pattern of the path → handler; the first that fits answers. */
const HUB_ROUTES: readonly (readonly [RegExp, Handler])[] = [
  [/^\/api\/models$/, searchModels],
  [/^\/api\/whoami-v2$/, whoAmI],
  [new RegExp(`^/api/models/${ID}(?:/revision/(.+))?$`), modelInfo],
  [new RegExp(`^/api/models/${ID}/refs$`), references],
  [new RegExp(`^/api/models/${ID}/commits/(.+)$`), commits],
  [new RegExp(`^/api/models/${ID}/tree/(.+)$`), fileTree],
  [new RegExp(`^/api/models/${ID}/paths-info/(.+)$`), pathsInfo],
  [new RegExp(`^/api/resolve-cache/models/${ID}/([^/]+)/(.+)$`), cachedFile],
  [new RegExp(`^/${ID}/resolve/([^/]+)/(.+)$`), resolveFile],
  [new RegExp(`^/${ID}/raw/([^/]+)/(.+)$`), cachedFile],
];

export async function answerHub(exchange: Exchange, state: HubState, url: URL): Promise<void> {
  try {
    for (const [pattern, handle] of HUB_ROUTES) {
      const match = pattern.exec(url.pathname);
      if (match)
        return await handle(
          exchange,
          state,
          match.slice(1).map((part) => decodeURIComponent(part ?? '')),
          url,
        );
    }
    throw new Refusal(404, 'Not Found');
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    sendError(exchange, thrown.status, thrown.message, thrown.headers);
  }
}

export async function answerCdn(exchange: Exchange, state: HubState, url: URL): Promise<void> {
  const signed = state.signed.get(url.searchParams.get('sig') ?? '');
  if (signed && faultOf(exchange.faults, 'expiredUrl')) signed.expired = true;
  if (!signed || signed.expired) return sendError(exchange, 403, 'Request has expired');
  await sendFile(exchange, signed.file, signed.content, {
    ETag: `"xet-${signed.content.sha256.slice(0, 16)}"`,
    'Content-Type': 'application/octet-stream',
  });
}

function tokenOf({ request }: Exchange, { tokens }: HubState) {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  const known = tokens[header.replace(/^Bearer /, '')];
  if (!known) throw new Refusal(401, 'Invalid credentials in Authorization header');
  return known;
}

/** The repository, if the sender may know of it. Strangers learn nothing of private ones. */
function visibleRepo(exchange: Exchange, state: HubState, id: string): Repo {
  const token = tokenOf(exchange, state);
  const repo = state.repos.get(id);
  if (repo && (!repo.private || token?.opens.includes(id))) return repo;
  if (token) throw new Refusal(404, 'Repository not found', { 'X-Error-Code': 'RepoNotFound' });
  throw new Refusal(401, 'Invalid username or password.');
}

function snapshotOf(repo: Repo, revision: string): Snapshot {
  const snapshot = repo.snapshots.get(revision || 'main');
  if (!snapshot) throw new Refusal(404, `Invalid rev id: ${revision}`, { 'X-Error-Code': 'RevisionNotFound' });
  return snapshot;
}

/** Facts and file lists of a gated repository are public; its bytes are not. */
function openFile(
  exchange: Exchange,
  state: HubState,
  id: string,
  revision: string,
  path: string,
): { readonly snapshot: Snapshot; readonly content: Content } {
  const repo = visibleRepo(exchange, state, id);
  const token = tokenOf(exchange, state);
  if (repo.gated && !token?.opens.includes(id)) {
    throw new Refusal(token ? 403 : 401, `Access to model ${id} is restricted.`, { 'X-Error-Code': 'GatedRepo' });
  }
  const snapshot = snapshotOf(repo, revision);
  const content = snapshot.files.get(path);
  if (!content) throw new Refusal(404, 'Entry not found', { 'X-Error-Code': 'EntryNotFound', 'X-Repo-Commit': snapshot.commit });
  return { snapshot, content };
}

function searchModels(exchange: Exchange, { repos }: HubState, _match: readonly string[], url: URL): void {
  const words = (url.searchParams.get('search') ?? '').toLowerCase().split(/\s+/);
  const author = url.searchParams.get('author');
  const found = [...repos.values()].filter(
    (repo) =>
      !repo.private && words.every((word) => repo.id.toLowerCase().includes(word)) && (author === null || repo.id.startsWith(`${author}/`)),
  );
  sendJson(
    exchange,
    page(
      exchange,
      found.map((repo) => modelFacts(repo, repo.main)),
      Number(url.searchParams.get('limit') ?? 100),
      url,
    ),
  );
}

function whoAmI(exchange: Exchange, state: HubState): void {
  const token = tokenOf(exchange, state);
  if (!token) throw new Refusal(401, 'Invalid username or password.');
  sendJson(exchange, {
    type: 'user',
    id: '1',
    name: token.name,
    orgs: [],
    auth: { type: 'access_token', accessToken: { displayName: 'test', role: 'read' } },
  });
}

function modelInfo(exchange: Exchange, state: HubState, [id = '', revision = '']: readonly string[]): void {
  const repo = visibleRepo(exchange, state, id);
  sendJson(exchange, modelFacts(repo, snapshotOf(repo, revision)));
}

function references(exchange: Exchange, state: HubState, [id = '']: readonly string[]): void {
  sendJson(exchange, refsOf(visibleRepo(exchange, state, id)));
}

function commits(exchange: Exchange, state: HubState, [id = '', revision = '']: readonly string[]): void {
  sendJson(exchange, commitsOf(snapshotOf(visibleRepo(exchange, state, id), revision)));
}

/** `main`, a commit, or a reference with slashes; what follows it is a folder. */
function fileTree(exchange: Exchange, state: HubState, [id = '', rest = '']: readonly string[], url: URL): void {
  const repo = visibleRepo(exchange, state, id);
  const revision = [...repo.snapshots.keys()].find((name) => rest === name || rest.startsWith(`${name}/`)) ?? rest;
  const entries = treeEntries(snapshotOf(repo, revision), rest.slice(revision.length + 1), url.searchParams.get('recursive') === 'true');
  sendJson(exchange, page(exchange, entries, Math.min(Number(url.searchParams.get('limit') ?? 1000), state.pageSize), url));
}

/** One page of a list, with a link to the next. */
function page<T>({ request, response }: Exchange, items: readonly T[], size: number, url: URL): readonly T[] {
  const start = Number(url.searchParams.get('cursor') ?? 0);
  if (start + size < items.length) {
    const next = new URL(url.pathname + url.search, `http://${request.headers.host}`);
    next.searchParams.set('cursor', String(start + size));
    response.setHeader('Link', `<${next}>; rel="next"`);
  }
  return items.slice(start, start + size);
}

async function pathsInfo(exchange: Exchange, state: HubState, [id = '', revision = '']: readonly string[]): Promise<void> {
  const { files } = snapshotOf(visibleRepo(exchange, state, id), revision);
  const { paths } = JSON.parse(await readText(exchange)) as { paths: string[] };
  sendJson(
    exchange,
    paths.flatMap((path) => [files.get(path)].filter((content) => content !== undefined).map((content) => fileEntry(path, content))),
  );
}

export async function readText({ request }: Exchange): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function resolveFile(exchange: Exchange, state: HubState, [id = '', revision = '', path = '']: readonly string[]): void {
  const { snapshot, content } = openFile(exchange, state, id, revision, path);
  const common = { 'X-Repo-Commit': snapshot.commit, 'X-Linked-ETag': `"${content.sha256}"`, 'Accept-Ranges': 'bytes' };
  if (!content.lfs) {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    sendRedirect(exchange, 307, `/api/resolve-cache/models/${id}/${snapshot.commit}/${encoded}?etag=${content.sha256}`, common);
    return;
  }
  const signature = String(state.signed.size + 1);
  state.signed.set(signature, { file: `${id}/${path}`, content, expired: false });
  sendRedirect(exchange, 302, `${state.cdnUrl()}/xet-bridge/${content.sha256}?sig=${signature}`, {
    ...common,
    'X-Linked-Size': String(content.bytes),
  });
}

/** Files of git, straight from the Hub; of LFS files only the pointer. */
async function cachedFile(exchange: Exchange, state: HubState, [id = '', revision = '', path = '']: readonly string[]): Promise<void> {
  const { snapshot, content } = openFile(exchange, state, id, revision, path);
  const headers = {
    ETag: `"${content.sha256.slice(0, 40)}"`,
    'X-Repo-Commit': snapshot.commit,
    'Content-Type': 'text/plain; charset=utf-8',
  };
  await sendFile(exchange, `${id}/${path}`, content.lfs ? pointerTo(content) : content, headers);
}

function pointerTo({ sha256, bytes }: Content): Content {
  const text = new TextEncoder().encode(`version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${bytes}\n`);
  return { bytes: text.length, sha256, lfs: false, read: (offset, length) => text.subarray(offset, offset + length) };
}
