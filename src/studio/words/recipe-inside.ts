/** Recipes as they are found in other texts: a model card shows its own in a fenced block. */

const FENCED = /^[ \t]*(`{3,}|~{3,})[^\n`]*\n([\s\S]*?)^[ \t]*\1[ \t]*$/gm;
const METHOD = /^\s*(?:- )?["']?merge_method["']?\s*:/m;

/** The first fenced block that names a method; else the text as it is. */
export function recipeInside(text: string): string {
  const block = [...text.matchAll(FENCED)].find(([, , inner = '']) => METHOD.test(inner));
  return block?.[2] ?? text;
}
