/**
 * A repository of the Hugging Face Hub. Facts and file lists come through the Hub's own client, bytes through the
 * range reader; both through one fetch. The revision is pinned to a commit first, and everything later reads that.
 */
import { listFiles, modelInfo } from '@huggingface/hub';
import { AlloyError } from '../base/errors.ts';
import type { FileFacts } from '../formats/checkpoint.ts';
import { isCount } from '../formats/json.ts';
import { cardFacts } from '../formats/model-card.ts';
import { createSource, type OpenFiles } from './checkpoint.ts';
import { createHubFetch } from './fetch.ts';
import { gatherReads } from './gather.ts';
import { keepingHeads } from './heads.ts';
import { type HubSubject, hubFault } from './hub-faults.ts';
import { parseHubId } from './hub-id.ts';
import { createRangeReader } from './ranges.ts';
import type { CheckpointSource, ReadObserver, SourceSpec } from './source.ts';
import type { Traffic } from './traffic.ts';

export const HUB_URL = 'https://huggingface.co';

/** Model repositories have tens of files; this many are a data set or a trap. */
const MAX_FILES = 20_000;

type HubSpec = Extract<SourceSpec, { kind: 'hub' }>;

/** Throws AlloyError for a name or token that cannot be one. */
export function createHubSource(spec: HubSpec, traffic: Traffic, observer: ReadObserver): CheckpointSource {
  const { id, revision = spec.revision } = parseHubId(spec.id);
  const token = checkedToken(spec.token, id);
  const subject: HubSubject = { id, hubUrl: (spec.hubUrl ?? HUB_URL).replace(/\/+$/, ''), signedIn: token !== undefined };
  const { exchange, client } = createHubFetch({ subject, token, traffic, observer });
  const readRange = createRangeReader({ exchange, traffic, observer, refusal: (response, where) => hubFault(response, subject, where) });

  async function open(signal: AbortSignal): Promise<OpenFiles> {
    const fetch = client(signal);
    const info = await understood(id, () =>
      modelInfo({ name: id, revision: revision ?? 'main', additionalFields: ['sha', 'cardData'], hubUrl: subject.hubUrl, fetch }),
    );
    const commit = checkedCommit(info.sha, id);
    const read = gatherReads<FileFacts>((file, offset, into, inner) =>
      readRange({ url: fileUrl(subject, commit, file.path), bytes: file.bytes, where: `${file.path} of ${id}` }, offset, into, inner),
    );
    return {
      label: id,
      revision: commit,
      files: await understood(id, () => listTop(subject, commit, fetch)),
      card: cardFacts(info.cardData),
      read: keepingHeads(read),
    };
  }
  return createSource({ local: false, open });
}

/** Files of the top folder: a merge needs no others. */
async function listTop(subject: HubSubject, revision: string, fetch: typeof globalThis.fetch): Promise<FileFacts[]> {
  const files: FileFacts[] = [];
  for await (const { type, path, size, lfs } of listFiles({
    repo: { type: 'model', name: subject.id },
    revision,
    hubUrl: subject.hubUrl,
    fetch,
  })) {
    if (type !== 'file') continue;
    if (typeof path !== 'string' || !isCount(size) || files.length >= MAX_FILES) throw new TypeError('a strange file list');
    const oid = lfs?.oid;
    files.push({ path, bytes: size, sha256: typeof oid === 'string' && /^[0-9a-f]{64}$/.test(oid) ? oid : undefined });
  }
  return files;
}

/** The client does not encode paths: `#`, `?` and `%` in file names would lead elsewhere. */
function fileUrl({ hubUrl, id }: HubSubject, revision: string, path: string): string {
  return `${hubUrl}/${id}/resolve/${revision}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** What the client throws when a reply is not what it should be: errors of JSON, of types. Ours pass. */
export async function understood<T>(where: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError || thrown instanceof TypeError)) throw thrown;
    throw new AlloyError(
      { code: 'network', what: 'The Hub gave a reply that makes no sense.', where, hint: 'Try again later; a proxy may be in the way.' },
      thrown,
    );
  }
}

function checkedCommit(sha: unknown, where: string): string {
  if (typeof sha === 'string' && /^[0-9a-f]{40}$/.test(sha)) return sha;
  throw new AlloyError({ code: 'network', what: 'The Hub did not say which commit the revision is.', where, hint: 'Try again later.' });
}

/** A header cannot carry blanks or letters beyond ASCII, which a pasted token may have. */
export function checkedToken(token: string | undefined, where: string): string | undefined {
  const trimmed = token?.trim();
  if (trimmed === undefined || /^[\x21-\x7e]*$/.test(trimmed)) return trimmed || undefined;
  throw new AlloyError({
    code: 'access',
    what: 'The token has characters that no token has.',
    where,
    hint: 'Copy it again from the settings of your account.',
  });
}
