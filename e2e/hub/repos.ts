/** Repositories of the test hub: their commits, and who may see them. */
import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import { type Content, type Files, openFiles } from './contents.ts';

export interface RepoSpec {
  /** `owner/name`. */
  readonly id: string;
  readonly files: Files;
  /** Other branches or references (`refs/pr/1`), with files of their own. */
  readonly branches?: Readonly<Record<string, Files>> | undefined;
  readonly gated?: 'auto' | 'manual' | undefined;
  readonly private?: boolean | undefined;
}

/** Tokens that the hub knows, each with the private and gated repositories that it opens. */
export type Tokens = Readonly<Record<string, { readonly name: string; readonly opens: readonly string[] }>>;

export interface Snapshot {
  readonly commit: string;
  readonly files: ReadonlyMap<string, Content>;
}

export interface Repo extends RepoSpec {
  /** By branch, reference and commit. */
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  readonly main: Snapshot;
}

export function openRepo(spec: RepoSpec): Repo {
  const main = snapshot(spec.id, 'main', spec.files);
  const others = Object.entries(spec.branches ?? {}).map(([branch, files]) => [branch, snapshot(spec.id, branch, files)] as const);
  const named = [['main', main] as const, ['HEAD', main] as const, ...others];
  return { ...spec, main, snapshots: new Map([...named, ...named.map(([, one]) => [one.commit, one] as const)]) };
}

function snapshot(id: string, branch: string, files: Files): Snapshot {
  return { commit: createHash('sha1').update(`${id}@${branch}`).digest('hex'), files: openFiles(files, `${id}@${branch}`) };
}

/** What `GET /api/models/…` says of a repository. */
export function modelFacts(repo: Repo, { commit, files }: Snapshot) {
  return {
    _id: createHash('sha1').update(repo.id).digest('hex').slice(0, 24),
    id: repo.id,
    modelId: repo.id,
    author: repo.id.split('/')[0],
    sha: commit,
    private: repo.private ?? false,
    gated: repo.gated ?? false,
    downloads: 0,
    likes: 0,
    lastModified: '2026-01-01T00:00:00.000Z',
    pipeline_tag: 'text-generation',
    ...listed(files),
    cardData: cardData(files.get('README.md')),
    siblings: [...files.keys()].map((rfilename) => ({ rfilename })),
  };
}

/** What the Hub works out of a repository's files for its lists. */
function listed(files: Snapshot['files']) {
  const paths = [...files.keys()];
  const card = cardData(files.get('README.md')) as { license?: string; base_model?: string | string[] } | undefined;
  const bases = [card?.base_model ?? []].flat();
  const isAdapter = files.has('adapter_config.json');
  return {
    tags: [
      ...['safetensors', 'gguf'].filter((kind) => paths.some((path) => path.endsWith(`.${kind}`))),
      ...(isAdapter ? ['peft'] : []),
      ...(card?.license ? [`license:${card.license}`] : []),
      ...bases.map((base) => `base_model:${base}`),
    ],
    library_name: isAdapter ? 'peft' : 'transformers',
    config: jsonOf(files.get('config.json')),
    safetensors: sizes(files),
  };
}

function jsonOf(file: Content | undefined): unknown {
  try {
    return file && JSON.parse(new TextDecoder().decode(file.read(0, file.bytes)));
  } catch {
    return undefined;
  }
}

/** Entries by dtype, from the headers; files that the Hub cannot read have none. */
function sizes(files: Snapshot['files']): { parameters: Record<string, number>; total: number } | undefined {
  const parameters: Record<string, number> = {};
  for (const [path, content] of files) {
    if (!path.endsWith('.safetensors')) continue;
    const length = Number(Buffer.from(content.read(0, 8)).readBigUInt64LE());
    const header =
      length < content.bytes && (jsonOf({ ...content, bytes: length, read: () => content.read(8, length) }) as object | undefined);
    for (const { dtype, shape } of Object.values(header || {}) as { dtype?: string; shape?: number[] }[]) {
      if (dtype && shape) parameters[dtype] = (parameters[dtype] ?? 0) + shape.reduce((n, d) => n * d, 1);
    }
  }
  const total = Object.values(parameters).reduce((sum, count) => sum + count, 0);
  return total > 0 ? { parameters, total } : undefined;
}

/** Branches with their commits, as `GET …/refs` gives them. */
export function refsOf({ snapshots }: Repo) {
  const branches = [...snapshots].filter(([name]) => name !== 'HEAD' && !/^[0-9a-f]{40}$/.test(name));
  return {
    branches: branches.map(([name, { commit }]) => ({ name, ref: `refs/heads/${name}`, targetCommit: commit })),
    tags: [],
    converts: [],
  };
}

/** One commit a branch, as `GET …/commits/REVISION` gives them. */
export const commitsOf = ({ commit }: Snapshot) => [
  { id: commit, title: 'Upload the weights', message: '', authors: [{ user: 'someone', avatar: '' }], date: '2026-01-01T00:00:00.000Z' },
];

function cardData(card: Content | undefined): unknown {
  const text = card && new TextDecoder().decode(card.read(0, card.bytes));
  const front = text && /^---\n([\s\S]*?)\n---/.exec(text)?.[1];
  return front ? parse(front) : undefined;
}

/** One level of a file tree, directories included. */
export function treeEntries({ files }: Snapshot, folder: string, recursive: boolean): object[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const inside = [...files].filter(([path]) => path.startsWith(prefix));
  const shown = inside.filter(([path]) => recursive || !path.slice(prefix.length).includes('/'));
  const folders = new Set(inside.flatMap(([path]) => path.slice(prefix.length).split('/').slice(0, -1).slice(0, 1)));
  return [
    ...[...folders].map((path) => ({ type: 'directory', oid: '0'.repeat(40), size: 0, path: prefix + path })),
    ...shown.map(([path, content]) => fileEntry(path, content)),
  ];
}

export function fileEntry(path: string, content: Content): object {
  const lfs = content.lfs ? { lfs: { oid: content.sha256, size: content.bytes, pointerSize: 134 } } : {};
  return { type: 'file', oid: content.sha256.slice(0, 40), size: content.bytes, path, ...lfs };
}
