/** How people name a repository of the Hub: `owner/name`, `owner/name@revision`, or an address copied from a browser. */
import { AlloyError } from '../base/errors.ts';

export interface HubId {
  /** `owner/name`, or a bare `name` for the oldest models. */
  readonly id: string;
  readonly revision?: string | undefined;
}

const MAX_LENGTH = 512;
const HOSTS = new Set(['huggingface.co', 'www.huggingface.co', 'hf.co']);
/** The Hub's own rule for owners and names. */
const PART = /^(?!.*(?:--|\.\.))[A-Za-z0-9_][\w.-]{0,95}$/;
/** What git allows in the name of a branch, or nearly. */
const REVISION = /^(?!.*(?:\.\.|\/\/|\/$))[\w][\w./+-]{0,254}$/;

/** Throws AlloyError `missing` for what cannot be a repository. Checks the form only; asks nobody. */
export function parseHubId(text: string): HubId {
  const trimmed = text.trim();
  if (trimmed.length > MAX_LENGTH) throw notAnId(`${trimmed.slice(0, 64)}…`);
  const parsed = /^(?:https?:\/\/|hf\.co\/|huggingface\.co\/)/.test(trimmed) ? fromUrl(trimmed) : fromName(trimmed);
  const parts = parsed.id.split('/');
  const named = parts.length <= 2 && parts.every((part) => PART.test(part) && !/(?:\.git|[.-])$/.test(part));
  if (!named || (parsed.revision !== undefined && !REVISION.test(parsed.revision))) throw notAnId(trimmed);
  return parsed;
}

function fromName(text: string): HubId {
  const at = text.indexOf('@');
  return at < 0 ? { id: text } : { id: text.slice(0, at), revision: text.slice(at + 1) };
}

/** `https://huggingface.co/owner/name[/tree/revision/…]`; blob and resolve lead to the same place. */
function fromUrl(text: string): HubId {
  const address = text.startsWith('http') ? text : `https://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !HOSTS.has(url.hostname)) throw notAnId(text);
  const [owner = '', name = '', kind, ...rest] = url.pathname.split('/').filter(Boolean);
  const id = name ? `${owner}/${name}` : owner;
  if (kind === undefined) return { id };
  const revision = ['tree', 'blob', 'resolve'].includes(kind) ? revisionOf(rest) : undefined;
  if (revision === undefined) throw notAnId(text);
  return { id, revision };
}

/** One segment; only the Hub's own references (`refs/pr/1`) have slashes in addresses, often as %2F. */
function revisionOf(segments: readonly string[]): string | undefined {
  const text = segments.slice(0, segments[0] === 'refs' ? 3 : 1).join('/');
  try {
    return decodeURIComponent(text) || undefined;
  } catch {
    return undefined;
  }
}

const notAnId = (text: string) =>
  new AlloyError({
    code: 'missing',
    what: 'This is not the name of a Hub repository.',
    where: text,
    hint: 'Write owner/name, owner/name@revision, or paste the address of the model page.',
  });
