/** What the YAML parser finds wrong, in words for people, at the place where it began, and with a mend where there is one. */
import { parseAllDocuments, type YAMLParseError } from 'yaml';
import type { RecipeProblem } from './recipe.ts';

export interface SyntaxFault {
  /** One sentence. */
  readonly message: string;
  /** Character of the text. */
  readonly at: number;
  readonly fix?: RecipeProblem['fix'];
}

type ParserFault = Pick<YAMLParseError, 'code' | 'message' | 'pos'>;
type Rule = (fault: ParserFault, text: string) => SyntaxFault | undefined;

export function syntaxFault(fault: ParserFault, text: string): SyntaxFault {
  for (const rule of RULES) {
    const told = rule(fault, text);
    if (told) return told;
  }
  return { message: MESSAGES[fault.code] ?? `YAML: ${fault.message}`, at: fault.pos[0] };
}

const MESSAGES: Readonly<Record<string, string>> = {
  BAD_INDENT: 'This line is indented differently from its neighbours.',
  MISSING_CHAR: 'This line is indented differently from its neighbours, or a sign is missing.',
  BLOCK_AS_IMPLICIT_KEY: 'A colon too many, or the line under this one is indented too far.',
  MULTILINE_IMPLICIT_KEY: 'A key must end on its line with a colon.',
  NON_STRING_KEY: 'A key must be plain text.',
  RESOURCE_EXHAUSTION: 'The recipe is nested too deeply to be read.',
};

type Range = readonly [number, number];

const lineAround = (text: string, at: number): Range => {
  const end = text.indexOf('\n', at);
  return [text.lastIndexOf('\n', at - 1) + 1, end < 0 ? text.length : end];
};

const replace = (label: string, range: Range, replacement: string): Pick<SyntaxFault, 'fix'> => ({ fix: { label, replacement, range } });

/** Puts a sign at the end of the line. */
function closing(label: string, text: string, at: number, sign: string): Pick<SyntaxFault, 'fix'> {
  const [start, end] = lineAround(text, at);
  const stop = start + text.slice(start, end).trimEnd().length;
  return replace(label, [stop, stop], sign);
}

/** The parser says so at the end of the text; no quote stands behind the one that opened. */
function openQuote({ message }: ParserFault, text: string): SyntaxFault | undefined {
  const quote = /^Missing closing (["'])quote/.exec(message)?.[1];
  const at = quote === undefined ? -1 : text.lastIndexOf(quote);
  if (quote === undefined || at < 0) return undefined;
  return { message: 'This quote is not closed.', at, ...closing('Close the quote', text, at, quote) };
}

const PAIRS: Readonly<Record<string, string>> = { ']': '[', '}': '{' };

function openBracket({ message, pos }: ParserFault, text: string): SyntaxFault | undefined {
  const close = /end with an? ([\]}])/.exec(message)?.[1];
  const open = PAIRS[close ?? ''];
  if (close === undefined || open === undefined) return undefined;
  let depth = 1;
  let at = pos[0];
  while (depth > 0 && at > 0) {
    at--;
    if (text[at] === close) depth++;
    if (text[at] === open) depth--;
  }
  return { message: `This “${open}” is not closed.`, at, ...closing(`Close it with ${close}`, text, at, close) };
}

function closesNothing({ code, pos: [at] }: ParserFault, text: string): SyntaxFault | undefined {
  const sign = text[at];
  if (code !== 'UNEXPECTED_TOKEN' || (sign !== ']' && sign !== '}')) return undefined;
  return { message: `This “${sign}” closes nothing.`, at, ...replace('Take it away', [at, at + 1], '') };
}

/** Blanks that a tab may stand for; those that make the text sound come first. */
const TAB_WIDTHS = [2, 4, 8, 6];

function tabs({ code, pos: [at] }: ParserFault, text: string): SyntaxFault | undefined {
  if (code !== 'TAB_AS_INDENT') return undefined;
  const spaced = (width: number) => text.replace(/^[ \t]+/gm, (indent) => indent.replaceAll('\t', ' '.repeat(width)));
  const isSound = (width: number) =>
    parseAllDocuments(spaced(width), { stringKeys: true, logLevel: 'silent' }).every(({ errors }) => errors.length === 0);
  const width = TAB_WIDTHS.find(isSound) ?? 2;
  return {
    message: 'YAML is indented with spaces, not with tabs.',
    at,
    ...replace('Change tabs to spaces', [0, text.length], spaced(width)),
  };
}

function repeatedKey({ code, pos: [at] }: ParserFault, text: string): SyntaxFault | undefined {
  if (code !== 'DUPLICATE_KEY') return undefined;
  const key = /^(?:"[^"\n]*"|'[^'\n]*'|[^\s:,}]+)/.exec(text.slice(at))?.[0] ?? '';
  const [start, end] = lineAround(text, at);
  const under = /^\n( *)\S/.exec(text.slice(end))?.[1]?.length ?? 0;
  const alone = text.slice(start, at).trim() === '' && under <= at - start;
  return {
    message: `The key “${key}” is given twice.`,
    at,
    ...(alone && replace('Remove this line', [start, Math.min(end + 1, text.length)], '')),
  };
}

const NO_VALUE = new Set(['Implicit map keys need to be followed by map values', 'Implicit keys need to be on a single line']);

/** A line that should be a key with its value: what it lacks can be seen from its words. */
function halfKey({ message, pos: [at] }: ParserFault, text: string): SyntaxFault | undefined {
  const [start, end] = lineAround(text, at);
  // A value's line has its colon; the fault is in the next.
  if (!NO_VALUE.has(message) || /:\s/.test(text.slice(start, at))) return undefined;
  const words = text.slice(at, end).trimEnd();
  const [, key = words, blanks, value = ''] = /^([\w.-]+?)(?::|(\s+))(\S.*)$/.exec(words) ?? [];
  if (value === '') return { message: `“${cut(words)}” has no colon and no value.`, at };
  const lack = blanks === undefined ? 'The colon needs a blank behind it.' : `“${key}” needs a colon before its value.`;
  return { message: lack, at, ...replace(`Write ${cut(`${key}: ${value}`)}`, [at, at + words.length], `${key}: ${value}`) };
}

const cut = (words: string): string => (words.length > 28 ? `${words.slice(0, 27)}…` : words);

function tightDash({ pos: [at] }: ParserFault, text: string): SyntaxFault | undefined {
  const [start, end] = lineAround(text, at);
  const dash = /^(\s*)-[A-Za-z_]\w*:(?:\s|$)/.exec(text.slice(start, end));
  const place = start + (dash?.[1]?.length ?? 0);
  return dash
    ? { message: 'A dash needs a blank behind it.', at: place, ...replace('Add the blank', [place + 1, place + 1], ' ') }
    : undefined;
}

/** A value that YAML would read as something else stands in quotes. */
function bareValue({ code, pos: [at] }: ParserFault, text: string): SyntaxFault | undefined {
  const value = text.slice(at, lineAround(text, at)[1]).trimEnd();
  const isBad = code === 'BAD_SCALAR_START' || (code === 'BLOCK_AS_IMPLICIT_KEY' && /:\s/.test(value));
  if (!isBad || value === '') return undefined;
  const why = code === 'BAD_SCALAR_START' ? `A value that begins with ${value[0]}` : 'A value with a colon and a blank in it';
  return { message: `${why} must be in quotes.`, at, ...replace('Put it in quotes', [at, at + value.length], JSON.stringify(value)) };
}

const RULES: readonly Rule[] = [openQuote, openBracket, closesNothing, tabs, repeatedKey, tightDash, halfKey, bareValue];
