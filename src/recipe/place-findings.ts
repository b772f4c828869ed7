/** What is wrong with a recipe, laid over its text: paths become lines and columns. */
import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { type Finding, type Path, pathText } from './findings.ts';
import type { RecipeProblem } from './recipe.ts';
import type { Piece } from './yaml-pieces.ts';
import { countLines, place, type YamlDocument } from './yaml-text.ts';

/** Findings as problems of the text, each at the line and column of its path. */
export function placeFindings(text: string, pieces: readonly Piece[], findings: readonly Finding[]): RecipeProblem[] {
  const lines = countLines(text);
  return findings.map(({ severity, message, path, at, fix, about }) => {
    const [index = 0, ...rest] = path;
    const piece = pieces[Number(index)];
    const offset = piece && locate(piece, rest, at);
    return {
      severity,
      message,
      path: pathText(path, pieces.length > 1),
      ...(offset !== undefined && place(lines, offset)),
      ...(fix && { fix }),
      ...(about && { about, place: path }),
    };
  });
}

/** First character of what a path names, or of the innermost part of it that there is. */
function locate({ document, start }: Piece, path: Path, at: Finding['at']): number | undefined {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const [depth, step] of path.entries()) {
    const { key, value } = child(document, node, step);
    if (key === undefined && value === undefined) break;
    offset = (at === 'key' && depth === path.length - 1 ? startOf(key) : startOf(value)) ?? startOf(key) ?? offset;
    node = value;
  }
  return offset === undefined ? undefined : start + offset;
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
