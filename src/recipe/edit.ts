/**
 * Edits of a recipe's text that leave everything else of it alone. Where one plain value replaces another, only its
 * characters change; otherwise the document's tree is patched and written again, with its comments.
 */
import {
  type Alias,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  type ToStringOptions,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { defined } from '../base/assert.ts';
import { AlloyError } from '../base/errors.ts';
import type { Path } from './findings.ts';
import type { RecipeProblem, Scalar as Value } from './recipe.ts';
import { STYLE, writeYaml, type YamlValue, yamlNode } from './serialize.ts';
import { readPlainPieces } from './yaml-pieces.ts';
import { readYaml, withContent, type YamlDocument } from './yaml-text.ts';

export interface RecipeEdit {
  /** Index of the document. */
  readonly document: number;
  /** Keys and indices inside the document; what is missing on the way is made. One past the end of a list adds to it. */
  readonly path: Path;
  /** Undefined removes the entry, and mappings that it leaves empty. */
  readonly value: YamlValue | undefined;
  /** In a list: comes before what stands there instead of replacing it. */
  readonly insert?: boolean | undefined;
}

/** The edited text. Throws AlloyError `bad-recipe` when the text is not sound YAML or has no such document or place. */
export const editRecipe = (text: string, edits: readonly RecipeEdit[]): string => edits.reduce(applyEdit, text);

/** Carries out a problem's fix: replaces its characters, or the word at its place. */
export function applyFix(text: string, { line, column, fix }: RecipeProblem): string {
  if (fix?.range) return text.slice(0, fix.range[0]) + fix.replacement + text.slice(fix.range[1]);
  if (fix === undefined || line === undefined || column === undefined) return text;
  const { documents, lines } = readYaml(text, false);
  const offset = (lines.lineStarts[line - 1] ?? 0) + column - 1;
  for (const document of documents) {
    const word = scalarAt(document, offset);
    if (word?.range) return splice(text, [word.range[0], word.range[1]], fix.replacement);
  }
  return text;
}

function applyEdit(text: string, edit: RecipeEdit): string {
  const { document: index, path, value, insert } = edit;
  const { pieces, problems } = readPlainPieces(text);
  const piece = pieces[index];
  if (problems.length > 0 || piece === undefined) throw cannotEdit('its text has a fault', path);
  const old = nodeAt(piece.document, path);
  if (insert || !isInlineValue(value) || !isInline(old)) return rewrite(text, edit);
  const [start, end] = old.range;
  return splice(text, [piece.start + start, piece.start + end], value);
}

function rewrite(text: string, { document: index, path, value, insert }: RecipeEdit): string {
  const { documents } = readYaml(text, false);
  const document = defined(withContent(documents)[index], 'a document');
  if (!insert) freeAliases(document, nodeAt(document, path));
  if (value === undefined) remove(document, path);
  else patch(document, path, value, insert);
  return documents.map((each) => each.toString(styleOf(text))).join('');
}

const cannotEdit = (why: string, path: Path): AlloyError =>
  new AlloyError({ code: 'bad-recipe', what: `The recipe cannot be changed there, because ${why}.`, where: path.join('.') });

/** The node at a path, where no alias lies on the way. */
function nodeAt(document: YamlDocument, path: Path): unknown {
  let node: unknown = document.contents;
  for (const step of path) node = isMap(node) || isSeq(node) ? node.get(step, true) : undefined;
  return node;
}

type Inline = (Scalar | YAMLSeq) & { range: [number, number, number] };

/** A value, or a list in brackets, that stands on its line between other characters, and that no alias repeats. */
function isInline(node: unknown): node is Inline {
  if (isSeq(node))
    return node.flow === true && isUnshared(node) && node.items.every((item) => isScalar(item) && isInline(item) && !item.comment);
  return isScalar(node) && isUnshared(node) && node.type !== 'BLOCK_FOLDED' && node.type !== 'BLOCK_LITERAL';
}

const isUnshared = ({ anchor, range }: Scalar | YAMLSeq): boolean => anchor === undefined && !!range && range[1] > range[0];

/** What can be spelled on one line. */
function isInlineValue(value: YamlValue | undefined): value is Value | readonly Value[] {
  const values = Array.isArray(value) ? value : [value];
  return values.every((one) => one !== undefined && typeof one !== 'object' && !String(one).includes('\n'));
}

function splice(text: string, [start, end]: readonly [number, number], value: Value | readonly Value[]): string {
  return text.slice(0, start) + spell(value) + text.slice(end);
}

/** A value as YAML, safe also between brackets. */
function spell(value: Value | readonly Value[]): string {
  return typeof value === 'string' && /[,[\]{}]/.test(value) ? JSON.stringify(value) : writeYaml(value).trimEnd();
}

function patch(document: YamlDocument, path: Path, value: YamlValue, insert = false): void {
  const last = path.at(-1);
  if (last === undefined) throw cannotEdit('the place has no name', path);
  const holder = path.slice(0, -1).reduce<unknown>((node, step) => own(document, node, step), document.contents);
  if (!isMap(holder) && !isSeq(holder)) throw cannotEdit('something else stands there', path);
  const old = holder.get(last, true);
  const node = yamlNode(document, value);
  if (insert && isSeq(holder) && typeof last === 'number') {
    holder.items.splice(last, 0, node);
    return;
  }
  if (isNode(old)) Object.assign(node, { comment: old.comment, commentBefore: old.commentBefore });
  holder.set(last, node);
}

/** Aliases of anchors inside a node that is about to go become copies. */
function freeAliases(document: YamlDocument, leaving: unknown): void {
  const anchors = new Set<string>();
  if (isNode(leaving)) visit(leaving, { Value: (_, { anchor }) => void (anchor && anchors.add(anchor)) });
  if (anchors.size > 0) visit(document, { Alias: (_, alias) => (anchors.has(alias.source) ? copyOf(document, alias) : undefined) });
}

function copyOf(document: YamlDocument, alias: Alias): Node | undefined {
  const copy = alias.resolve(document)?.clone() as Scalar | YAMLMap | YAMLSeq | undefined;
  if (copy) visit(copy, { Value: (_, node) => void delete node.anchor });
  return copy;
}

/** The collection at a step, made if it is missing. An alias becomes a copy of its own: others share the anchor. */
function own(document: YamlDocument, node: unknown, step: string | number): unknown {
  if (!isMap(node) && !isSeq(node)) return undefined;
  const child = node.get(step, true);
  if (isAlias(child)) {
    node.set(step, copyOf(document, child));
  } else if (child === undefined || (isScalar(child) && child.value === null)) {
    node.set(step, document.createNode({}));
  }
  return node.get(step, true);
}

function remove(document: YamlDocument, path: Path): void {
  const parent = path.slice(0, -1);
  parent.reduce<unknown>((node, step) => own(document, node, step), document.contents);
  const holder = nodeAt(document, parent);
  if (!isMap(holder) && !isSeq(holder)) throw cannotEdit('something else stands there', path);
  holder.delete(path.at(-1));
  if (parent.length > 0 && isMap(holder) && holder.items.length === 0) remove(document, parent);
}

function scalarAt(document: YamlDocument, offset: number): Scalar | undefined {
  let found: Scalar | undefined;
  visit(document, {
    Scalar(_, scalar) {
      if (scalar.range?.[0] !== offset) return undefined;
      found = scalar;
      return visit.BREAK;
    },
  });
  return found;
}

/** The text's own habits: how far it indents, and whether lists are indented under their key. */
function styleOf(text: string): ToStringOptions {
  const indent = /^[^\s#-][^\n]*:[ \t]*\n( {2,8})\S/m.exec(text)?.[1]?.length ?? 2;
  return { ...STYLE, indent, indentSeq: !/^( *)[^\s#-][^\n]*:[ \t]*\n\1- /m.test(text), flowCollectionPadding: /\{ /.test(text) };
}
