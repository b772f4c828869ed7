/**
 * A recipe's text cut into its documents, each read by itself and kept: while its characters stay the same it is not
 * read again, so that one move of a slider costs its own document and not all of them.
 */
import { MAX_DOCUMENTS, MAX_TEXT } from './limits.ts';
import type { RecipeProblem } from './recipe.ts';
import { readYaml, withContent, type YamlDocument } from './yaml-text.ts';

/** A document that says something, in its text. */
export interface Piece {
  /** For looking at, as it is kept. Its places count from `start`. */
  readonly document: YamlDocument;
  /** Character of the text. */
  readonly start: number;
}

export interface YamlPieces {
  readonly pieces: readonly Piece[];
  /** Empty where the text is sound YAML. */
  readonly problems: readonly RecipeProblem[];
}

export type ReadPieces = (text: string) => YamlPieces;

/** The documents as one reading of the whole text finds them. */
export function readWhole(text: string, merge = true): YamlPieces {
  const { documents, problems } = readYaml(text, merge);
  return { pieces: withContent(documents).map((document) => ({ document, start: 0 })), problems };
}

/** A line that begins with `---` ends a document, except inside quotes and brackets: there the piece before is not sound. */
const BOUNDARY = /(?<=\n)(?=---(?:[ \t\r\n]|$))/;

/**
 * Where a piece may mean something else alone: lines that say something about the documents around them, directives
 * (`%`) and ends (`...`), and keys that are marked (`? key`) or left out (`: value`), whose bounds are hard to tell.
 */
const BOUND = /(?:^\uFEFF?|\n)(?:%|\.\.\.)|(?:^|[\s[{,-])[?:](?:\s|$)/;

/** Finds what {@link readWhole} finds. It keeps the documents of the last text that was sound. */
function createPieceReader(merge: boolean): ReadPieces {
  let kept: ReadonlyMap<string, YamlDocument> = new Map();
  return (text) => {
    const cut = text.length > MAX_TEXT || BOUND.test(text) ? [] : text.split(BOUNDARY);
    if (cut.length === 0 || cut.length > MAX_DOCUMENTS) return readWhole(text, merge);
    const read = new Map<string, YamlDocument>();
    const pieces: Piece[] = [];
    let start = 0;
    for (const piece of cut) {
      // Twins are two documents all the same.
      const document = (read.has(piece) ? undefined : kept.get(piece)) ?? onlyDocument(piece, merge);
      if (document === undefined) return readWhole(text, merge);
      read.set(piece, document);
      pieces.push({ document, start });
      start += piece.length;
    }
    kept = read;
    return { pieces: pieces.filter(({ document }) => withContent([document]).length > 0), problems: [] };
  };
}

/** Undefined where a piece is not one sound document: only the whole text tells what it is. */
function onlyDocument(piece: string, merge: boolean): YamlDocument | undefined {
  const { documents, problems } = readYaml(piece, merge);
  return documents.length === 1 && problems.length === 0 ? documents[0] : undefined;
}

export const readPieces = createPieceReader(true);

/** `<<` are keys like others, as for writing. */
export const readPlainPieces = createPieceReader(false);
