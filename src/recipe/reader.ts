/** Reading plain values out of a YAML tree: every surprise becomes a finding at its path, and reading goes on. */
import { changeTo, error, type Finding, type Path, warning } from './findings.ts';
import { MAX_VALUES } from './limits.ts';
import { closest } from './spelling.ts';

/** YAML mappings are read as Maps: their keys are hostile text, and their order counts. */
export type Mapping = ReadonlyMap<string, unknown>;

export interface Reader {
  readonly findings: readonly Finding[];
  /** Whether a fault was noted. Unknown keys and flaws do not count. */
  readonly broken: boolean;
  /** How many were read, or would have been. */
  readonly values: number;
  /** Notes that something cannot be read, and that the recipe is not whole without it. */
  fault(path: Path, message: string): undefined;
  /** Notes an error that leaves the rest of the recipe readable. */
  flaw(path: Path, message: string, fix?: Pick<Finding, 'fix'>): void;
  warn(path: Path, message: string): void;
  mapping(value: unknown, path: Path, what: string): Mapping | undefined;
  /** A list of at most `limit` entries. */
  list(value: unknown, path: Path, what: string, limit: number): readonly unknown[] | undefined;
  /** Text that is not empty. */
  text(value: unknown, path: Path, what: string): string | undefined;
  /** Reports the keys of a mapping that are not known there; `misplaced` may say where one belongs. */
  keys(map: Mapping, path: Path, known: readonly string[], misplaced?: (key: string) => string | undefined): void;
}

/** Reads at most `limit` values. */
export function createReader(limit: number): Reader {
  const findings: Finding[] = [];
  let broken = false;
  let values = 0;
  const fault: Reader['fault'] = (path, message) => {
    broken = true;
    findings.push(error(path, message));
    return undefined;
  };
  /** Whether `count` more values may be read; says so once where not. */
  const within = (count: number, path: Path): boolean => {
    const before = values;
    values += count;
    if (values > limit && before <= limit) fault(path, `The recipe has more than ${MAX_VALUES} values.`);
    return values <= limit;
  };
  return {
    findings,
    get broken() {
      return broken;
    },
    get values() {
      return values;
    },
    fault,
    flaw: (path, message, fix = {}) => findings.push(error(path, message, fix)),
    warn: (path, message) => findings.push(warning(path, message)),
    mapping(value, path, what) {
      if (!(value instanceof Map)) return fault(path, `${what} must be a mapping of keys to values.`);
      return within(value.size, path) ? value : undefined;
    },
    list(value, path, what, limit) {
      if (!Array.isArray(value)) return fault(path, `${what} must be a list.`);
      if (value.length > limit) return fault(path, `${what} has ${value.length} entries; the limit is ${limit}.`);
      return within(value.length, path) ? value : undefined;
    },
    text(value, path, what) {
      if (typeof value === 'string' && value !== '') return value;
      return fault(
        path,
        typeof value === 'number' || typeof value === 'boolean' ? `${what} must be text: put it in quotes.` : `${what} must be text.`,
      );
    },
    keys(map, path, known, misplaced) {
      for (const key of map.keys()) {
        if (known.includes(key)) continue;
        // A key that is there already would be there twice.
        const near = closest(
          key,
          known.filter((one) => !map.has(one)),
        );
        const advice = misplaced?.(key) ?? (near === undefined ? `The keys here are ${known.join(', ')}.` : `Did you mean ${near}?`);
        findings.push(error([...path, key], `There is no key “${key}” here. ${advice}`, { at: 'key', ...changeTo(near) }));
      }
    },
  };
}
