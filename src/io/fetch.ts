/**
 * The one way to the network: every request of a repository goes through here. The token goes to the Hub's origin and
 * nowhere else, silence is not waited for, and failures that pass by themselves are told from those that do not.
 */
import { AlloyError } from '../base/errors.ts';
import { type HubSubject, hubFault } from './hub-faults.ts';
import { createPatience, Transient } from './retry.ts';
import type { ReadObserver } from './source.ts';
import { readUpTo } from './stream.ts';
import type { RequestSize, Traffic } from './traffic.ts';

/** Replies of the Hub's interface: a page of a file list is under 1 MB. */
const MAX_REPLY_BYTES = 32 * 2 ** 20;

export interface HubFetch {
  /**
   * One request, watched until `use` has read the reply. Throws {@link Transient} for what may pass by itself; other
   * refusals reach `use`, which calls `alive` whenever bytes arrive. Replies whose size nobody knows count as large.
   */
  exchange<T>(
    url: string,
    headers: HeadersInit | undefined,
    signal: AbortSignal,
    use: (response: Response, alive: () => void) => Promise<T>,
    size?: RequestSize,
  ): Promise<T>;
  /** A `fetch` for the Hub's client: retries, and throws AlloyError for every reply that is not `ok`. */
  client(signal: AbortSignal): typeof fetch;
}

export interface HubFetchOptions {
  readonly subject: HubSubject;
  readonly token?: string | undefined;
  readonly traffic: Traffic;
  readonly observer: ReadObserver;
}

export function createHubFetch({ subject, token, traffic, observer }: HubFetchOptions): HubFetch {
  const home = new URL(subject.hubUrl).origin;
  const headersFor = (url: URL, given: HeadersInit | undefined): Headers => {
    const headers = new Headers(given);
    if (token !== undefined && url.origin === home) headers.set('Authorization', `Bearer ${token}`);
    return headers;
  };

  const exchange: HubFetch['exchange'] = (address, given, signal, use, size = 'large') => {
    const url = new URL(address);
    return traffic.within(url.host, size, signal, async () => {
      const watch = watchSilence(traffic.limits.silenceMs, signal);
      observer.requested();
      try {
        // no-store: a browser's cache would ask again for parts of ranges, and fill with gigabytes.
        const response = await fetch(url, {
          headers: headersFor(url, given),
          signal: watch.signal,
          cache: 'no-store',
          credentials: 'omit',
        });
        watch.alive();
        refuseBusy(response, url.host, traffic, observer);
        return await use(response, watch.alive);
      } catch (thrown) {
        throw watch.explain(thrown, url.host);
      } finally {
        watch.stop();
      }
    });
  };

  const client =
    (signal: AbortSignal): typeof fetch =>
    async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      const patience = createPatience(traffic, observer, subject.id);
      for (;;) {
        try {
          return await exchange(url, init?.headers, signal, (response, alive) => wholeReply(response, alive, subject, observer));
        } catch (thrown) {
          await patience.after(thrown, false, signal);
        }
      }
    };
  return { exchange, client };
}

/** Read here and not by the client, so that a reply that breaks off is asked for again. */
async function wholeReply(response: Response, alive: () => void, subject: HubSubject, observer: ReadObserver): Promise<Response> {
  if (!response.ok) {
    discard(response);
    throw hubFault(response, subject, subject.id);
  }
  const body = response.body ?? new Blob([]).stream();
  const bytes = await readUpTo(body, MAX_REPLY_BYTES, (count) => {
    alive();
    observer.transferred(count);
  });
  if (!bytes) throw new AlloyError({ code: 'network', what: 'The reply of the Hub has no end.', where: subject.id });
  return new Response(bytes, { status: response.status, headers: response.headers });
}

/** Lets the connection go without reading on. */
export function discard(response: Response): void {
  response.body?.cancel().catch(() => undefined);
}

const BUSY = new Set([408, 425, 429]);

/** `host`: the one that was asked, which may have sent us on to another. */
function refuseBusy(response: Response, host: string, traffic: Traffic, observer: ReadObserver): void {
  if (!BUSY.has(response.status) && response.status < 500) {
    traffic.served(host);
    return;
  }
  discard(response);
  const asked = askedWait(response.headers, traffic.clock.now());
  const busy = new URL(response.url).host;
  if (response.status !== 429) throw new Transient(`${busy} answered with status ${response.status}.`, { waitMs: asked });
  const ms = Math.max(...[host, busy].map((one) => traffic.pause(one, asked)));
  observer.noticed(`${busy} asks for fewer requests; all wait ${Math.ceil(ms / 1000)} s.`);
  throw new Transient(`${busy} asks for fewer requests.`, { waitMs: 0 });
}

/** Milliseconds from `Retry-After` (seconds or a date) or the Hub's `RateLimit: …;t=seconds`, where a page may read them. */
export function askedWait(headers: Headers, now: number): number | undefined {
  const after = headers.get('retry-after');
  const seconds = after ?? /(?:^|;)\s*t=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1];
  if (seconds === undefined || seconds === null) return undefined;
  const ms = /^\d+$/.test(seconds.trim()) ? Number(seconds) * 1000 : Date.parse(seconds) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** A signal that also fires after a time without a sign of life. */
function watchSilence(ms: number, signal: AbortSignal) {
  const silent = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silent.abort(), ms);
  };
  alive();
  return {
    signal: AbortSignal.any([signal, silent.signal]),
    alive,
    /** What a failed fetch or read means. Engines throw TypeError for every broken connection. */
    explain(thrown: unknown, host: string): unknown {
      if (signal.aborted) return signal.reason;
      if (silent.signal.aborted) return new Transient(`${host} was silent for ${ms / 1000} s.`, { cause: thrown });
      return thrown instanceof TypeError ? new Transient(`The connection to ${host} failed.`, { cause: thrown }) : thrown;
    },
    stop: () => clearTimeout(timer),
  };
}
