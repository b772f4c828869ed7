/** A recipe's text → the recipe, and everything that is wrong with it at its line and column. */
import { error, type Finding } from './findings.ts';
import { MAX_ALIASES, MAX_VALUES } from './limits.ts';
import { parseDocument } from './parse-document.ts';
import { placeFindings } from './place-findings.ts';
import { createReader, type Reader } from './reader.ts';
import type { MergeDocument, Recipe, RecipeProblem } from './recipe.ts';
import { findFaults } from './validate.ts';
import { type Piece, type ReadPieces, readPieces } from './yaml-pieces.ts';
import type { YamlDocument } from './yaml-text.ts';

export interface ParsedRecipe {
  /** There when the text could be read as a recipe, even if `problems` has errors about what it asks for. */
  readonly recipe?: Recipe;
  readonly problems: readonly RecipeProblem[];
}

/** Reads mergekit YAML (several documents, filters, gradients, `alloy:`). Never throws for what the text says. */
export function parseRecipe(text: string, read: ReadPieces = readPieces): ParsedRecipe {
  const yaml = read(text);
  if (yaml.problems.length > 0) return { problems: yaml.problems };
  const { recipe, findings } = readRecipe(yaml.pieces);
  const problems = placeFindings(text, yaml.pieces, [...findings, ...(recipe ? findFaults(recipe) : [])]);
  return recipe ? { recipe, problems } : { problems };
}

function readRecipe(pieces: readonly Piece[]): { recipe?: Recipe; findings: readonly Finding[] } {
  if (pieces.length === 0) return { findings: [error([0], 'The recipe is empty.')] };
  let left = MAX_VALUES;
  const read = pieces.map((piece) => {
    const one = readDocument(piece.document, left);
    left -= one.values;
    return one;
  });
  const findings = read.flatMap((one, i) => one.findings.map((finding) => ({ ...finding, path: [i, ...finding.path] })));
  const documents = read.map(({ document }) => document).filter((document) => document !== undefined);
  return { ...(!read.some(({ broken }) => broken) && { recipe: { documents } }), findings };
}

interface ReadDocument extends Pick<Reader, 'findings' | 'broken' | 'values'> {
  readonly document: MergeDocument | undefined;
}

/** What was read within the limit; trees that are kept need not be read again. */
const known = new WeakMap<YamlDocument, ReadDocument>();

/** Paths of the findings begin inside the document. `left`: values that it may have. */
function readDocument(yaml: YamlDocument, left: number): ReadDocument {
  const before = known.get(yaml);
  if (before && before.values <= left) return before;
  const reader = createReader(left);
  const tree = expand(yaml);
  const document = 'fault' in tree ? reader.fault([], tree.fault) : parseDocument(reader, tree.value, []);
  const { findings, broken, values } = reader;
  const read = { document, findings, broken, values };
  if (values <= left) known.set(yaml, read);
  return read;
}

/** The document as plain values, aliases expanded; what is wrong where they cannot be, or multiply beyond the limit. */
function expand(document: YamlDocument): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: document.toJS({ mapAsMap: true, maxAliasCount: MAX_ALIASES }) };
  } catch (thrown) {
    // The library's way of saying that the limit was passed, or that an alias has no anchor.
    if (thrown instanceof ReferenceError) return { fault: 'An alias (*name) has no anchor before it, or the aliases expand to too much.' };
    if (thrown instanceof Error && thrown.message.startsWith('Merge sources'))
      return { fault: 'The key << takes a mapping, or an alias of one.' };
    throw thrown;
  }
}
