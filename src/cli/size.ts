/** Sizes as people write them on a command line. */
import { AlloyError } from '../base/errors.ts';

/** Decimal, as mergekit counts; its `B` is a billion, not a byte. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  K: 1e3,
  KB: 1e3,
  M: 1e6,
  MB: 1e6,
  B: 1e9,
  G: 1e9,
  GB: 1e9,
};

/** Bytes of `5B`, `500MB`, `1.5G` or `6000`. Throws AlloyError `unsupported` for anything else. */
export function parseSize(text: string): number {
  const [, digits, suffix = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const unit = UNITS[suffix.toUpperCase()];
  const bytes = Math.floor(Number(digits) * (unit ?? Number.NaN));
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  throw new AlloyError({
    code: 'unsupported',
    what: `"${text}" is not a size.`,
    hint: 'Write bytes, or a number with K, M, G or B (all decimal; B is a billion), such as 5B or 500MB.',
  });
}

const NAMES = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `14.5 GB`: three digits, decimal. */
export function formatBytes(bytes: number): string {
  const power = Math.min(NAMES.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${NAMES[power]}`;
}
