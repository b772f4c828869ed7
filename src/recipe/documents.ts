/**
 * The documents of a recipe's text as pieces of it: put in, taken out, moved and named, with every other character kept.
 * One document is one merge. Indices count the documents that say something, as everywhere.
 */
import { isMap } from 'yaml';
import { AlloyError } from '../base/errors.ts';
import { editRecipe, type RecipeEdit } from './edit.ts';
import type { Path } from './findings.ts';
import type { Body, MergeDocument, ModelRef, Recipe } from './recipe.ts';
import { writeYaml, type YamlValue } from './serialize.ts';
import { mergeSlices } from './slices.ts';
import { readYaml, withContent, type YamlDocument } from './yaml-text.ts';

/** The pieces, one a document, comments around it included; joined they are the text. */
export function splitDocuments(text: string): string[] {
  const documents = withContent(soundDocuments(text));
  const starts = documents.map((document, i) => (i === 0 ? 0 : document.range[0]));
  return starts.map((start, i) => text.slice(start, starts[i + 1]));
}

function soundDocuments(text: string): readonly YamlDocument[] {
  const { documents, problems } = readYaml(text, false);
  if (problems.length > 0) throw refuse('its text has a fault');
  // A directive belongs to the line before `---`: where it ends up after a move is anybody's guess.
  if (/^%/m.test(text)) throw refuse('its text has directives (lines that begin with %)');
  return documents;
}

const refuse = (why: string): AlloyError =>
  new AlloyError({ code: 'bad-recipe', what: `The recipe’s documents cannot be changed, because ${why}.` });

/** Puts a document before the one at `index`; one past the last puts it at the end. */
export function insertDocument(text: string, index: number, document: YamlValue): string {
  return joinPieces(splitDocuments(text).toSpliced(index, 0, writeYaml(document)));
}

/** A copy before the original, with a name of its own. */
export function copyDocument(text: string, index: number, name: string): string {
  const pieces = splitDocuments(text);
  return nameDocument(joinPieces(pieces.toSpliced(index, 0, pieces[index] ?? '')), index, name);
}

/** The empty text when it was the only one. */
export const removeDocument = (text: string, index: number): string => joinPieces(splitDocuments(text).toSpliced(index, 1));

export function moveToEnd(text: string, index: number): string {
  const pieces = splitDocuments(text);
  const [piece] = pieces.splice(index, 1);
  return joinPieces(piece === undefined ? pieces : [...pieces, piece]);
}

const SEPARATOR = /^---(?=\s|$)/;

/** Every piece but the first begins with `---`. */
function joinPieces(pieces: readonly string[]): string {
  const whole = pieces.map((piece) => (piece.endsWith('\n') ? piece : `${piece}\n`));
  return whole.map((piece, i) => (i === 0 ? piece.replace(/^---[ \t]*\n/, '') : SEPARATOR.test(piece) ? piece : `---\n${piece}`)).join('');
}

/** Gives a document a name, or another; as its first key, where people look for it. References stay: see {@link renameEdits}. */
export function nameDocument(text: string, index: number, name: string): string {
  const contents = withContent(soundDocuments(text))[index]?.contents;
  if (!isMap(contents) || contents.has('name') || contents.flow || !contents.range)
    return editRecipe(text, [{ document: index, path: ['name'], value: name }]);
  const start = contents.range[0];
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  // A mapping that begins on the line of `---` has no line of its own to stand before.
  return indent.trim() === ''
    ? `${text.slice(0, start)}${writeYaml({ name })}${indent}${text.slice(start)}`
    : editRecipe(text, [{ document: index, path: ['name'], value: name }]);
}

/** A model where a document names it, for whatever purpose. */
export interface Reference {
  readonly ref: ModelRef;
  /** Of the text that is the reference. */
  readonly path: Path;
  readonly role: 'base' | 'model' | 'tokenizer';
}

export function referencesOf(document: MergeDocument): readonly Reference[] {
  const slices = mergeSlices(document);
  const models = slices.flatMap(({ sources }) =>
    sources.flatMap(({ model, path }): Reference[] =>
      path[0] === 'base_model' ? [] : [{ ref: model, path: [...path, 'model'], role: 'model' }],
    ),
  );
  const bases = bodiesOf(document).flatMap(({ body, path }) =>
    (body.slices ?? []).flatMap(({ base }, i): Reference[] =>
      base === undefined ? [] : [{ ref: base, path: [...path, 'slices', i, 'base_model'], role: 'base' }],
    ),
  );
  const own: Reference[] = document.base === undefined ? [] : [{ ref: document.base, path: ['base_model'], role: 'base' }];
  return [...own, ...models, ...bases, ...tokenizerReferences(document)];
}

const bodiesOf = (document: MergeDocument): readonly { readonly body: Body; readonly path: Path }[] =>
  document.modules
    ? Object.entries(document.modules).map(([name, body]) => ({ body, path: ['modules', name] }))
    : [{ body: document, path: [] }];

function tokenizerReferences({ tokenizer }: MergeDocument): Reference[] {
  if (!tokenizer) return [];
  const { source, tokens, padToMultipleOf } = tokenizer;
  const long = tokens !== undefined || padToMultipleOf !== undefined;
  const own = { ref: source, path: long ? ['tokenizer', 'source'] : ['tokenizer_source'], role: 'tokenizer' } as const;
  const lenders = Object.entries(tokens ?? {}).flatMap(([token, { source: from }]): Reference[] => {
    if (!from || from.kind === 'zero') return [];
    const path = ['tokenizer', 'tokens', token, 'source', ...(from.kind === 'model' ? [] : ['model'])];
    return [{ ref: from.model, path, role: 'tokenizer' }];
  });
  return source === 'union' || source === 'base' ? lenders : [own, ...lenders];
}

/** Edits that put `to` wherever the documents name `from`. */
export const renameEdits = ({ documents }: Recipe, from: ModelRef, to: ModelRef): RecipeEdit[] =>
  documents.flatMap((each, document) =>
    referencesOf(each)
      .filter(({ ref }) => ref === from)
      .map(({ path }) => ({ document, path, value: to })),
  );
