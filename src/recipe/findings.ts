/** What is wrong with a recipe, and where: by path while it is being read, by line once it is laid over the text. */
import type { RecipeProblem } from './recipe.ts';

/** Keys and indices as in the YAML. The first is the document's number. */
export type Path = readonly (string | number)[];

export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly path: Path;
  /** Whether the fault is the key itself (a wrong name) or what it holds. */
  readonly at: 'key' | 'value';
  readonly fix?: RecipeProblem['fix'];
  readonly about?: RecipeProblem['about'];
}

type More = Partial<Pick<Finding, 'at' | 'fix' | 'about'>>;

export const error = (path: Path, message: string, more: More = {}): Finding => ({
  severity: 'error',
  message,
  path,
  at: 'value',
  ...more,
});

export const warning = (path: Path, message: string, more: More = {}): Finding => ({
  severity: 'warning',
  message,
  path,
  at: 'value',
  ...more,
});

/** A mend that replaces the word at the finding's place; nothing where no word is near. */
export function changeTo(word: string | undefined, label = word): Pick<Finding, 'fix'> {
  return word === undefined ? {} : { fix: { label: `Change to ${label}`, replacement: word } };
}

/** `models[1].parameters.density`; the document is named only where there are several. */
export function pathText([document, ...rest]: Path, several: boolean): string {
  const steps = several ? ['documents', document ?? 0, ...rest] : rest;
  return steps.map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i > 0 ? '.' : ''}${step}`)).join('');
}
