/** Parameters as a recipe writes them: a number, a gradient over depth, or rows with filters. */
import type { Path } from './findings.ts';
import { MAX_GRADIENT, MAX_PARAMETERS, MAX_ROWS } from './limits.ts';
import type { Mapping, Reader } from './reader.ts';
import type { FilterRow, Parameters, ParameterValue, Scalar } from './recipe.ts';

/** The `parameters` of a mapping; absent and empty are the same. */
export function parseParameters(reader: Reader, holder: Mapping, path: Path): { parameters?: Parameters } {
  const parameters = parseRecord(reader, holder.get('parameters'), [...path, 'parameters'], 'parameters', parseValue);
  return parameters ? { parameters } : {};
}

/** A mapping of at most {@link MAX_PARAMETERS} entries, each read by `parse`; those that cannot be read are left out. */
export function parseRecord<T>(
  reader: Reader,
  value: unknown,
  path: Path,
  what: string,
  parse: (reader: Reader, value: unknown, path: Path) => T | undefined,
): Readonly<Record<string, T>> | undefined {
  if (value === undefined || value === null) return undefined;
  const map = reader.mapping(value, path, what);
  if (map === undefined) return undefined;
  if (map.size > MAX_PARAMETERS) return reader.fault(path, `${what} has ${map.size} entries; the limit is ${MAX_PARAMETERS}.`);
  const entries: [string, T][] = [];
  let before: readonly [key: string, value: unknown] = ['', undefined];
  for (const [key, entry] of map) {
    const comma = entry === null && /^\d+$/.test(key) && typeof before[1] === 'number';
    const parsed = comma
      ? reader.fault([...path, key], `A comma ends a value: write ${before[0]}: ${before[1]}.${key}, with a point.`)
      : parse(reader, entry, [...path, key]);
    if (parsed !== undefined) entries.push([key, parsed]);
    before = [key, entry];
  }
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

export function parseScalar(reader: Reader, value: unknown, path: Path): Scalar | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const name = path.findLast((step) => typeof step === 'string') ?? 'This';
  if (typeof value === 'number') return reader.fault(path, `“${name}” is ${value}; merges need a finite number.`);
  return reader.fault(path, value === null ? `“${name}” has no value.` : `“${name}” must be a number, true or false, or text.`);
}

function parseValue(reader: Reader, value: unknown, path: Path): ParameterValue | undefined {
  if (value instanceof Map) {
    const row = parseRow(reader, value, path);
    return row && [row];
  }
  if (!Array.isArray(value)) return parseScalar(reader, value, path);
  if (value.length === 0) return undefined;
  return value[0] instanceof Map ? parseRows(reader, value, path) : parseGradient(reader, value, path);
}

function parseRows(reader: Reader, value: unknown, path: Path): readonly FilterRow[] | undefined {
  return parseAll(reader, reader.list(value, path, 'The list of filters', MAX_ROWS), path, parseRow);
}

function parseGradient(reader: Reader, value: unknown, path: Path): readonly Scalar[] | undefined {
  return parseAll(reader, reader.list(value, path, 'The gradient', MAX_GRADIENT), path, parseScalar);
}

function parseAll<T>(
  reader: Reader,
  list: readonly unknown[] | undefined,
  path: Path,
  parse: (reader: Reader, value: unknown, path: Path) => T | undefined,
): T[] | undefined {
  const parsed = list?.map((entry, i) => parse(reader, entry, [...path, i]));
  return parsed?.filter((entry) => entry !== undefined);
}

function parseRow(reader: Reader, value: unknown, path: Path): FilterRow | undefined {
  const map = reader.mapping(value, path, 'Each row');
  if (map === undefined) return undefined;
  reader.keys(map, path, ['filter', 'value']);
  if (!map.has('value')) return reader.fault(path, 'A row needs a value.');
  const given = map.get('value');
  const place = [...path, 'value'];
  const parsed = Array.isArray(given) ? parseGradient(reader, given, place) : parseScalar(reader, given, place);
  if (parsed === undefined) return undefined;
  if (typeof parsed === 'object' && parsed.length === 0) return reader.fault(place, 'A gradient needs at least one value.');
  const filter = map.get('filter') ?? undefined;
  const words = filter === undefined ? undefined : reader.text(filter, [...path, 'filter'], 'A filter');
  return words === undefined ? { value: parsed } : { filter: words, value: parsed };
}
