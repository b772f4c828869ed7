/** Faults of the recipe's text as marks in the editor. */
import type { RecipeProblem } from '../../recipe/recipe.ts';

/** Character positions in the text. */
export interface TextMark {
  readonly from: number;
  readonly to: number;
  readonly severity: RecipeProblem['severity'];
  readonly message: string;
}

/** `text` with line feeds only. Faults without a place are left to the note below the editor. */
export function textMarks(text: string, problems: readonly RecipeProblem[]): readonly TextMark[] {
  const lines = text.split('\n');
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return problems
    .flatMap(({ line = 0, column = 1, severity, message }) => {
      const [words, start] = [lines[line - 1], starts[line - 1]];
      if (words === undefined || start === undefined) return [];
      const from = Math.min(column - 1, words.length);
      return [{ from: start + from, to: start + Math.max(from, wordEnd(words, from)), severity, message }];
    })
    .sort((a, b) => a.from - b.from);
}

/** The end of the key or value that begins there; of the line, where nothing does. */
function wordEnd(line: string, from: number): number {
  const word = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s:,[\]{}]+(?::(?=\S)[^\s,[\]{}]+)*)/.exec(line.slice(from))?.[0].length;
  return word === undefined ? line.trimEnd().length || line.length : from + word;
}
