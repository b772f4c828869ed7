/**
 * Byte ranges of files behind an address that redirects to a signed one, as the Hub's do. The first range of a file
 * goes through the address itself, with the token; its final address is kept and asked directly for the others, without
 * token and so without preflights, until it expires. Nothing is asked for twice: a reply that breaks off is continued.
 */
import { AlloyError } from '../base/errors.ts';
import { badFile } from '../formats/json.ts';
import { discard, type HubFetch } from './fetch.ts';
import { createPatience, Transient } from './retry.ts';
import type { ReadObserver } from './source.ts';
import { fillFrom } from './stream.ts';
import type { Traffic } from './traffic.ts';
import { abortable } from './wait.ts';

interface RemoteFile {
  /** The address that redirects. */
  readonly url: string;
  readonly bytes: number;
  /** How errors name it. */
  readonly where: string;
}

export type RangeReader = (file: RemoteFile, offset: number, into: Uint8Array, signal: AbortSignal) => Promise<void>;

export interface RangeOptions {
  readonly exchange: HubFetch['exchange'];
  readonly traffic: Traffic;
  readonly observer: ReadObserver;
  /** The error for a reply of the file's own address that is not `ok`. */
  readonly refusal: (response: Response, where: string) => AlloyError;
}

/** Where a file was found. */
interface Place {
  readonly url: string;
  readonly etag: string | null;
}

/** Fewer bytes than this before a failure do not count as progress, or a hostile server could go on for ever. */
const PROGRESS_BYTES = 65_536;

/** A body that is over soon after it began: samples and headers, and no whole weights. */
const SMALL_BYTES = 256 * 1024;

/** What a signed address answers when its time is over, or its object was moved. */
const EXPIRED = new Set([401, 403, 404, 410]);

export function createRangeReader({ exchange, traffic, observer, refusal }: RangeOptions): RangeReader {
  /** Settled or being found, by the file's own address; `undefined` when the finder failed. */
  const places = new Map<string, Promise<Place | undefined>>();

  async function request(
    file: RemoteFile,
    offset: number,
    into: Uint8Array,
    signal: AbortSignal,
    arrived: (bytes: number) => void,
  ): Promise<void> {
    const last = offset + into.length - 1;
    const headers = { Range: `bytes=${offset}-${last}` };
    const receive = (place: Place, response: Response, alive: () => void) => {
      checkReply(response, file, offset, last);
      checkUnchanged(place, response, file);
      return fillFrom(response.body ?? new Blob([]).stream(), into, (bytes) => {
        alive();
        arrived(bytes);
      });
    };
    const size = into.length <= SMALL_BYTES ? 'small' : 'large';
    for (;;) {
      const finding = places.get(file.url);
      if (!finding)
        return find(file, (found) =>
          exchange(file.url, headers, signal, (response, alive) => receive(found(response), response, alive), size),
        );
      const place = await abortable(finding, signal);
      if (!place) continue;
      return exchange(
        place.url,
        headers,
        signal,
        (response, alive) => {
          if (!EXPIRED.has(response.status)) return receive(place, response, alive);
          discard(response);
          if (places.get(file.url) === finding) places.delete(file.url);
          throw new Transient('The download address has expired.', { waitMs: 0 });
        },
        size,
      );
    }
  }

  /** Others who want the file wait until `found` was called, or `work` failed before. Takes its turn before it first waits. */
  async function find(file: RemoteFile, work: (found: (response: Response) => Place) => Promise<void>): Promise<void> {
    let settle: (place: Place | undefined) => void = () => undefined;
    places.set(file.url, new Promise((resolve) => (settle = resolve)));
    let place: Place | undefined;
    try {
      await work((response) => {
        if (!response.ok) throw refused(file, response);
        place = { url: response.url, etag: response.headers.get('etag') };
        settle(place);
        return place;
      });
    } finally {
      if (!place) places.delete(file.url);
      settle(place);
    }
  }

  function refused(file: RemoteFile, response: Response): AlloyError {
    discard(response);
    if (response.status === 416) return tooShort(file);
    if (new URL(response.url).origin === new URL(file.url).origin) return refusal(response, file.where);
    return new AlloyError({
      code: 'network',
      what: `The download server refuses the file with status ${response.status}.`,
      where: file.where,
      hint: 'Try again later.',
    });
  }

  return async (file, offset, into, signal) => {
    const patience = createPatience(traffic, observer, file.where);
    let done = 0;
    while (done < into.length) {
      const before = done;
      try {
        await request(file, offset + done, into.subarray(done), signal, (bytes) => {
          done += bytes;
          observer.transferred(bytes);
        });
      } catch (thrown) {
        await patience.after(thrown, done - before >= PROGRESS_BYTES, signal);
      }
    }
  };
}

/** Pinned files never change; a server that shows an ETag and then another serves something else. */
function checkUnchanged(place: Place, response: Response, file: RemoteFile): void {
  const etag = response.headers.get('etag');
  if (place.etag === null || etag === null || place.etag === etag) return;
  discard(response);
  throw badFile('The file changed while it was being read.', file.where, 'Start again.');
}

/**
 * The reply must be the range that was asked for, or its beginning. Where the browser hides `Content-Range`, the count
 * of bytes has to do.
 */
function checkReply(response: Response, file: RemoteFile, from: number, to: number): void {
  const whole = from === 0 && to === file.bytes - 1;
  if (response.status === 200 && whole) return;
  const range = response.headers.get('content-range');
  if (response.status === 416) throw tooShort(file);
  const problem = response.status === 206 ? rangeProblem(range, file, from, to) : 'The server ignores byte ranges.';
  if (problem === undefined) return;
  discard(response);
  throw new Transient(problem);
}

const tooShort = ({ where }: RemoteFile) =>
  badFile('The file is shorter than listed.', where, 'The repository is damaged, or it has just changed.');

function rangeProblem(header: string | null, file: RemoteFile, from: number, to: number): string | undefined {
  if (header === null) return undefined;
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(header) ?? [];
  if (total !== undefined && total !== '*' && Number(total) !== file.bytes) {
    throw badFile(
      `The file has ${total} bytes, but ${file.bytes} are listed.`,
      file.where,
      'The repository is damaged, or it has just changed.',
    );
  }
  return Number(first) === from && Number(last) <= to ? undefined : 'The server sent another range than was asked for.';
}
