/** The front matter of a model card (README.md): licence and ancestry. A card that cannot be read is no card. */
import { parse } from 'yaml';
import { tidyLine } from '../base/text.ts';
import type { Checkpoint } from './checkpoint.ts';
import { isRecord } from './json.ts';

/** Cards are read up to here; front matter is a few kB, long lists of evaluation results more. */
export const MAX_CARD_BYTES = 262_144;
const MAX_BASE_MODELS = 64;
const MAX_TEXT = 256;

export type Card = NonNullable<Checkpoint['card']>;

const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** Facts of a card's text (which may be cut off behind the front matter). Never throws. */
export function readCard(text: string): Card | undefined {
  const front = FRONT_MATTER.exec(text)?.[1];
  if (front === undefined) return undefined;
  try {
    // Aliases have no use here, and repeated ones grow without bound.
    return cardFacts(parse(front, { maxAliasCount: 0, logLevel: 'error' }));
  } catch {
    return undefined;
  }
}

/** The same facts from front matter that is parsed already, as the Hub hands it out. */
export function cardFacts(front: unknown): Card | undefined {
  if (!isRecord(front)) return undefined;
  const named = front.license === 'other' ? front.license_name : undefined;
  const licence = texts(named ?? front.license).join(', ') || undefined;
  const baseModels = texts(front.base_model).slice(0, MAX_BASE_MODELS);
  return { licence, baseModels: baseModels.length > 0 ? baseModels : undefined };
}

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value])
    .filter((item) => typeof item === 'string')
    .map((item) => tidyLine(item, MAX_TEXT))
    .filter(Boolean);
