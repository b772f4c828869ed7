/**
 * Looking around on the Hub: models by words, and the revisions of one. What a listing says of a model is enough to see
 * at once that it cannot be merged; that it can, only its headers say.
 */
import { listCommits, listModels } from '@huggingface/hub';
import { AlloyError } from '../base/errors.ts';
import { tidyLine } from '../base/text.ts';
import { DTYPES, isDType } from '../formats/dtype.ts';
import { isRecord } from '../formats/json.ts';
import { createHubFetch } from './fetch.ts';
import { checkedToken, HUB_URL, understood } from './hub.ts';
import { parseHubId } from './hub-id.ts';
import type { ReadObserver } from './source.ts';
import type { Traffic } from './traffic.ts';

export interface HubAccess {
  readonly hubUrl?: string | undefined;
  readonly token?: string | undefined;
}

/** How a repository keeps its weights. */
export type WeightsKind = 'safetensors' | 'adapter' | 'quantised' | 'gguf' | 'none';

export interface FoundModel {
  /** `owner/name`. */
  readonly id: string;
  /** The commit that `main` is at. */
  readonly commit?: string | undefined;
  readonly gated: boolean;
  readonly private: boolean;
  /** Milliseconds since 1970. */
  readonly updated?: number | undefined;
  readonly licence?: string | undefined;
  /** The class that its config names. */
  readonly architecture?: string | undefined;
  readonly kind: WeightsKind;
  readonly parameters?: number | undefined;
  readonly bytes?: number | undefined;
  /** As the Hub writes them, most common first. */
  readonly dtypes: readonly string[];
  readonly baseModels: readonly string[];
}

export interface FoundPage {
  readonly models: readonly FoundModel[];
  /** The Hub has more than these. */
  readonly more: boolean;
}

export interface Revision {
  /** A branch or tag, or the commit's own first letters. */
  readonly name: string;
  readonly kind: 'branch' | 'tag' | 'commit';
  readonly commit: string;
  /** Milliseconds since 1970. */
  readonly date?: number | undefined;
  readonly title?: string | undefined;
}

/** What a page shows; more words find the rest. */
const PAGE = 24;
const MOST_COMMITS = 12;
const MOST_REFS = 100;
const MOST_BASES = 16;
/** A word of a listing: a licence, a dtype, a class. Longer ones are no such thing. */
const MOST_LETTERS = 128;

const FIELDS = ['safetensors', 'config', 'tags', 'library_name', 'sha'] as const;

/** Throws AlloyError `network` or `access`; rejects at once when the signal aborts. */
export async function searchHub(
  text: string,
  access: HubAccess,
  traffic: Traffic,
  observer: ReadObserver,
  signal: AbortSignal,
): Promise<FoundPage> {
  const { hubUrl, fetch } = hubClient('the Hub’s search', access, traffic, observer, signal);
  const models: FoundModel[] = [];
  await understood('the Hub’s search', async () => {
    for await (const entry of listModels({ search: { query: text.trim() }, limit: PAGE + 1, additionalFields: [...FIELDS], hubUrl, fetch }))
      if (isId(entry.name)) models.push(foundModel(entry));
  });
  return { models: models.slice(0, PAGE), more: models.length > PAGE };
}

/** Branches, tags and the latest commits of `main`. As {@link searchHub} otherwise. */
export async function hubRevisions(
  repository: string,
  access: HubAccess,
  traffic: Traffic,
  observer: ReadObserver,
  signal: AbortSignal,
): Promise<readonly Revision[]> {
  const { id } = parseHubId(repository);
  const { hubUrl, fetch } = hubClient(id, access, traffic, observer, signal);
  return understood(id, async () => {
    const refs: unknown = await (await fetch(`${hubUrl}/api/models/${id}/refs`)).json();
    const commits: Revision[] = [];
    for await (const { oid, title, date } of listCommits({ repo: { type: 'model', name: id }, batchSize: MOST_COMMITS, hubUrl, fetch })) {
      if (isCommit(oid)) commits.push({ name: oid.slice(0, 7), kind: 'commit', commit: oid, title: word(title), date: time(date) });
      if (commits.length >= MOST_COMMITS) break;
    }
    const dates = new Map(commits.map(({ commit, date }) => [commit, date]));
    const named = [...refsOf(refs, 'branches', 'branch'), ...refsOf(refs, 'tags', 'tag')].map((ref) => ({
      ...ref,
      date: dates.get(ref.commit),
    }));
    return [...named, ...commits];
  });
}

function hubClient(id: string, { hubUrl = HUB_URL, token }: HubAccess, traffic: Traffic, observer: ReadObserver, signal: AbortSignal) {
  const checked = checkedToken(token, id);
  const subject = { id, hubUrl: hubUrl.replace(/\/+$/, ''), signedIn: checked !== undefined };
  return { hubUrl: subject.hubUrl, fetch: createHubFetch({ subject, token: checked, traffic, observer }).client(signal) };
}

// ---------------------------------------------------------------- replies, which may hold anything

const isCommit = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{40}$/.test(value);
const word = (value: unknown): string | undefined => (typeof value === 'string' && tidyLine(value, MOST_LETTERS)) || undefined;
const words = (value: unknown): string[] => (Array.isArray(value) ? value.flatMap((one) => word(one) ?? []) : []);
const count = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : undefined;
/** A repository's name, which is shown and asked for: others are left out. */
const isId = (name: unknown): boolean => typeof name === 'string' && /^[\w.-]{1,96}(?:\/[\w.-]{1,96})?$/.test(name);
const time = (date: Date): number | undefined => count(date.getTime());

function refsOf(refs: unknown, key: 'branches' | 'tags', kind: 'branch' | 'tag'): Revision[] {
  const list = isRecord(refs) ? refs[key] : undefined;
  if (!Array.isArray(list)) return [];
  return list.slice(0, MOST_REFS).flatMap((ref: unknown) => {
    const name = isRecord(ref) ? word(ref.name) : undefined;
    return isRecord(ref) && name !== undefined && isCommit(ref.targetCommit) ? [{ name, kind, commit: ref.targetCommit }] : [];
  });
}

interface Entry {
  readonly name: string;
  readonly private: boolean;
  readonly gated: unknown;
  readonly updatedAt: Date;
  readonly safetensors?: unknown;
  readonly config: unknown;
  readonly tags: unknown;
  readonly library_name?: unknown;
  readonly sha: unknown;
}

function foundModel(entry: Entry): FoundModel {
  const tags = words(entry.tags);
  const sizes = sizesOf(entry.safetensors);
  const config = isRecord(entry.config) ? entry.config : {};
  return {
    id: entry.name,
    commit: isCommit(entry.sha) ? entry.sha : undefined,
    gated: Boolean(entry.gated),
    private: entry.private === true,
    updated: time(entry.updatedAt),
    licence: tagged(tags, 'license:')[0],
    architecture: words(config.architectures)[0],
    kind: kindOf(tags, config, word(entry.library_name), sizes.length > 0),
    parameters: sizes.length > 0 ? sizes.reduce((sum, { entries }) => sum + entries, 0) : undefined,
    bytes: sizes.length > 0 ? sizes.reduce((sum, { entries, bytes }) => sum + entries * bytes, 0) : undefined,
    dtypes: sizes.map(({ dtype }) => dtype),
    baseModels: tagged(tags, 'base_model:')
      .filter((tag) => !/^(?:adapter|finetune|merge|quantized):/.test(tag))
      .slice(0, MOST_BASES),
  };
}

const tagged = (tags: readonly string[], prefix: string): string[] =>
  tags.flatMap((tag) => (tag.startsWith(prefix) ? tag.slice(prefix.length) : []));

/** Formats that Alloy does not know are packed ones, of a byte and less. */
const bytesOf = (dtype: string): number => (isDType(dtype) ? DTYPES[dtype].bytes : 1);

function sizesOf(safetensors: unknown) {
  const parameters = isRecord(safetensors) && isRecord(safetensors.parameters) ? safetensors.parameters : {};
  return Object.entries(parameters)
    .flatMap(([dtype, entries]) => (typeof entries === 'number' && entries > 0 ? [{ dtype, entries, bytes: bytesOf(dtype) }] : []))
    .sort((a, b) => b.entries - a.entries);
}

const QUANTISED = new Set(['gptq', 'awq', 'bitsandbytes', '4-bit', '8-bit', 'exl2', 'aqlm', 'hqq', 'compressed-tensors', 'mlx']);

function kindOf(
  tags: readonly string[],
  config: Readonly<Record<string, unknown>>,
  library: string | undefined,
  sized: boolean,
): WeightsKind {
  if (isRecord(config.quantization_config) || tags.some((tag) => QUANTISED.has(tag))) return 'quantised';
  if (library === 'peft' || tags.includes('peft') || tags.includes('lora')) return 'adapter';
  if (sized || tags.includes('safetensors')) return 'safetensors';
  return tags.includes('gguf') ? 'gguf' : 'none';
}

/** What a host without the Hub says. */
export const noHub = (): AlloyError => new AlloyError({ code: 'unsupported', what: 'The Hub cannot be searched from here.' });
