/** Checks of our own assumptions: a failure is a bug in Alloy, never the user's fault. */

export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant failed: ${message}`);
}

/** The value, which the caller knows to be there. */
export function defined<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`Invariant failed: ${what} is missing`);
  return value;
}

export function unreachable(value: never): never {
  throw new Error(`Unreachable: ${JSON.stringify(value)}`);
}
