/**
 * A recipe's text as YAML documents that keep their places, comments and style. Malformed YAML is a list of problems,
 * never an exception.
 */
import { type Document, isScalar, LineCounter, parseAllDocuments } from 'yaml';
import { MAX_DOCUMENTS, MAX_TEXT } from './limits.ts';
import type { RecipeProblem } from './recipe.ts';
import { syntaxFault } from './syntax-faults.ts';

export type YamlDocument = Document.Parsed;

export interface YamlText {
  readonly documents: readonly YamlDocument[];
  readonly lines: LineCounter;
  /** Empty where the text is sound YAML. */
  readonly problems: readonly RecipeProblem[];
}

/** One fault of syntax often makes many; the first few tell it all. */
const MAX_SYNTAX_PROBLEMS = 5;

/** `merge`: `<<` keys merge the mappings that they hold. Without it they are keys like others, and are written again as they were. */
export function readYaml(text: string, merge = true): YamlText {
  const lines = countLines(text);
  const refuse = (message: string): YamlText => ({ documents: [], lines, problems: [{ severity: 'error', message, path: '' }] });
  if (text.length > MAX_TEXT) return refuse(`The recipe has ${text.length} characters; the limit is ${MAX_TEXT}.`);
  const documents = compose(text, merge);
  if (documents.length > MAX_DOCUMENTS) return refuse(`The recipe has ${documents.length} documents; the limit is ${MAX_DOCUMENTS}.`);
  return {
    documents,
    lines,
    problems: documents.flatMap((document) => syntaxProblems(document, text, lines)).slice(0, MAX_SYNTAX_PROBLEMS),
  };
}

/** Documents that say something; blank ones (a `---` at the end) do not count. */
export const withContent = (documents: readonly YamlDocument[]): YamlDocument[] =>
  documents.filter(({ contents }) => contents !== null && !(isScalar(contents) && contents.value === null));

export function countLines(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  return lines;
}

function compose(text: string, merge: boolean): YamlDocument[] {
  const parsed = parseAllDocuments(text, { prettyErrors: false, stringKeys: true, merge, logLevel: 'silent' });
  // Text without any document gives an empty list with a type of its own.
  return [...parsed] as YamlDocument[];
}

/** One for each line: a fault often makes others behind it, and a tab makes all of them. */
function syntaxProblems({ errors }: YamlDocument, text: string, lines: LineCounter): RecipeProblem[] {
  const tab = errors.find(({ code }) => code === 'TAB_AS_INDENT');
  const problems = (tab ? [tab] : errors).map((error): RecipeProblem => {
    const { message, at, fix } = syntaxFault(error, text);
    return { severity: 'error', message, path: '', ...place(lines, at), ...(fix && { fix }) };
  });
  return problems.filter(({ line }, i) => problems.findIndex((other) => other.line === line) === i);
}

/** Line and column of a character. */
export function place(lines: LineCounter, offset: number): Pick<RecipeProblem, 'line' | 'column'> {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
