/**
 * A recipe's text as YAML documents that keep their places, comments and style. Malformed YAML is a list of problems,
 * never an exception.
 */
import { type Document, isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, type YAMLMap } from 'yaml';
import { type Finding, type Path, pathText } from './findings.ts';
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
  const lines = new LineCounter();
  const refuse = (message: string): YamlText => ({ documents: [], lines, problems: [{ severity: 'error', message, path: '' }] });
  if (text.length > MAX_TEXT) return refuse(`The recipe has ${text.length} characters; the limit is ${MAX_TEXT}.`);
  const documents = compose(text, lines, merge);
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

function compose(text: string, lineCounter: LineCounter, merge: boolean): YamlDocument[] {
  const parsed = parseAllDocuments(text, { lineCounter, prettyErrors: false, stringKeys: true, merge, logLevel: 'silent' });
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

/** Findings as problems of the text, each at the line and column of its path. */
export function placeFindings(text: YamlText, findings: readonly Finding[]): RecipeProblem[] {
  const documents = withContent(text.documents);
  return findings.map(({ severity, message, path, at, fix, about }) => {
    const [index = 0, ...rest] = path;
    const offset = locate(documents[Number(index)], rest, at);
    return {
      severity,
      message,
      path: pathText(path, documents.length > 1),
      ...(offset !== undefined && place(text.lines, offset)),
      ...(fix && { fix }),
      ...(about && { about, place: path }),
    };
  });
}

function place(lines: LineCounter, offset: number): Pick<RecipeProblem, 'line' | 'column'> {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** First character of what a path names, or of the innermost part of it that there is. */
function locate(document: YamlDocument | undefined, path: Path, at: Finding['at']): number | undefined {
  if (document === undefined) return undefined;
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const [depth, step] of path.entries()) {
    const { key, value } = child(document, node, step);
    if (key === undefined && value === undefined) return offset;
    offset = (at === 'key' && depth === path.length - 1 ? startOf(key) : startOf(value)) ?? startOf(key) ?? offset;
    node = value;
  }
  return offset;
}

const startOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];

function child(document: YamlDocument, node: unknown, step: string | number): { key?: unknown; value?: unknown } {
  const holder = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(holder)) return typeof step === 'number' ? { value: holder.items[step] } : {};
  if (!isMap(holder)) return {};
  return pairOf(holder, String(step)) ?? {};
}

const pairOf = (map: YAMLMap, key: string): { key: unknown; value: unknown } | undefined =>
  map.items.find((pair) => isPair(pair) && (isScalar(pair.key) ? pair.key.value : pair.key) === key);
