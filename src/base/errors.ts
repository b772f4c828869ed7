/**
 * The one error that users meet: what happened, where, and what to do about it.
 *
 * Our own mistakes are {@link invariant} failures; the world's faults (files, networks, recipes, disks) are
 * AlloyErrors. An AlloyError crosses a worker boundary as plain data with all its fields.
 */

/** Stable names for the kinds of fault; a caller may branch on these, never on the words. */
export type ErrorCode =
  | 'aborted'
  | 'access' // the Hub asks for permission, or hides the repository
  | 'bad-file' // malformed bytes: header, index, config
  | 'bad-recipe' // the recipe is wrong in itself
  | 'bug'
  | 'device' // the graphics device failed or is missing
  | 'disk' // no room, no permission, a short write
  | 'mismatch' // the checkpoints do not fit the recipe or each other
  | 'missing' // a file, tensor or repository that is not there
  | 'network'
  | 'unsupported';

export interface Fault {
  readonly code: ErrorCode;
  /** One sentence: what happened. */
  readonly what: string;
  /** The thing it happened to: a file, tensor, repository, line of a recipe. */
  readonly where?: string | undefined;
  /** What the user can do about it. */
  readonly hint?: string | undefined;
}

/** An AlloyError as it crosses a worker: plain data. */
export interface PlainFault extends Fault {
  readonly cause?: string | undefined;
  readonly stack?: string | undefined;
}

export class AlloyError extends Error implements Fault {
  override readonly name = 'AlloyError';
  readonly code: ErrorCode;
  readonly what: string;
  readonly where: string | undefined;
  readonly hint: string | undefined;

  constructor(fault: Fault, cause?: unknown) {
    super(sentence(fault), cause === undefined ? undefined : { cause });
    this.code = fault.code;
    this.what = fault.what;
    this.where = fault.where;
    this.hint = fault.hint;
  }

  static fromPlain(plain: PlainFault): AlloyError {
    const error = new AlloyError(plain, plain.cause);
    if (plain.stack) error.stack = plain.stack;
    return error;
  }
}

function sentence({ what, where, hint }: Fault): string {
  return [what, where && `Where: ${where}.`, hint].filter(Boolean).join(' ');
}

/** Any thrown thing as an AlloyError; what is not one yet is a bug or an abort. */
export function asAlloyError(thrown: unknown, where?: string): AlloyError {
  if (thrown instanceof AlloyError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new AlloyError({ code: 'aborted', what: 'Cancelled.', where }, thrown);
  }
  if (thrown instanceof Error && thrown.name === 'QuotaExceededError') {
    return new AlloyError(
      { code: 'disk', what: 'The browser has no more room for this site.', where, hint: 'Free space, or write a smaller merge.' },
      thrown,
    );
  }
  return new AlloyError(
    { code: 'bug', what: `Something in Alloy failed: ${message}`, where, hint: 'This is a bug; the details help to mend it.' },
    thrown,
  );
}

export function toPlainFault(thrown: unknown): PlainFault {
  const { code, what, where, hint, cause, stack } = asAlloyError(thrown);
  return {
    code,
    what,
    where,
    hint,
    cause: cause === undefined ? undefined : String(cause instanceof Error ? cause.message : cause),
    stack,
  };
}
