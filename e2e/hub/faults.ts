/** Faults on demand. Each strikes the next requests that match it, a given number of times. */

export type FaultKind =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> | undefined }
  /** The connection dies before an answer. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  /** The length is promised; the connection dies after `bytes` of the body. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  /** A consistent reply that has only `bytes` of the body. */
  | { readonly kind: 'short'; readonly bytes: number }
  /** No length is promised; the connection ends after `bytes` of the body. */
  | { readonly kind: 'closeDelimited'; readonly bytes: number }
  /** Status 200 and the whole file. */
  | { readonly kind: 'ignoreRange' }
  /** The byte `at` of the body is flipped. */
  | { readonly kind: 'corrupt'; readonly at: number }
  | { readonly kind: 'etagChange' }
  /** The signed address has run out: 403 for it from now on. */
  | { readonly kind: 'expiredUrl' }
  /** After `bytes` of the body: silence. */
  | { readonly kind: 'halfOpen'; readonly bytes: number };

export type FaultSpec = FaultKind & {
  /** Looked for in `hub GET /path?query` or `cdn GET /path?query`. */
  readonly match: string | RegExp;
  /** Default 1. */
  readonly times?: number | undefined;
};

export interface Faults {
  add(...faults: readonly FaultSpec[]): void;
  clear(): void;
  /** How often the faults can still strike. */
  left(): number;
  /** The faults that strike this request; each is counted. */
  take(request: string): readonly FaultKind[];
}

export function createFaults(): Faults {
  let pending: { readonly fault: FaultSpec; left: number }[] = [];
  return {
    add: (...faults) => pending.push(...faults.map((fault) => ({ fault, left: fault.times ?? 1 }))),
    clear: () => {
      pending = [];
    },
    left: () => pending.reduce((sum, { left }) => sum + left, 0),
    take(request) {
      const struck = pending.filter(({ fault: { match } }) => (typeof match === 'string' ? request.includes(match) : match.test(request)));
      for (const one of struck) one.left--;
      pending = pending.filter(({ left }) => left > 0);
      return struck.map(({ fault }) => fault);
    },
  };
}

/** The fault of a kind among those that struck. */
export function faultOf<K extends FaultKind['kind']>(faults: readonly FaultKind[], kind: K): Extract<FaultKind, { kind: K }> | undefined {
  return faults.find((fault): fault is Extract<FaultKind, { kind: K }> => fault.kind === kind);
}
