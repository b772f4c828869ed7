/** A recipe's text → the recipe, and everything that is wrong with it at its line and column. */
import { error, type Finding } from './findings.ts';
import { MAX_ALIASES } from './limits.ts';
import { parseDocument } from './parse-document.ts';
import { createReader } from './reader.ts';
import type { Recipe, RecipeProblem } from './recipe.ts';
import { findFaults } from './validate.ts';
import { placeFindings, readYaml, withContent, type YamlDocument } from './yaml-text.ts';

export interface ParsedRecipe {
  /** There when the text could be read as a recipe, even if `problems` has errors about what it asks for. */
  readonly recipe?: Recipe;
  readonly problems: readonly RecipeProblem[];
}

/** Reads mergekit YAML (several documents, filters, gradients, `alloy:`). Never throws for what the text says. */
export function parseRecipe(text: string): ParsedRecipe {
  const yaml = readYaml(text);
  if (yaml.problems.length > 0) return { problems: yaml.problems };
  const { recipe, findings } = readRecipe(withContent(yaml.documents));
  const problems = placeFindings(yaml, [...findings, ...(recipe ? findFaults(recipe) : [])]);
  return recipe ? { recipe, problems } : { problems };
}

function readRecipe(yaml: readonly YamlDocument[]): { recipe?: Recipe; findings: readonly Finding[] } {
  if (yaml.length === 0) return { findings: [error([0], 'The recipe is empty.')] };
  const reader = createReader();
  const documents = yaml.map((document, i) => {
    const tree = expand(document);
    return tree === undefined
      ? reader.fault([i], 'An alias (*name) has no anchor before it, or the aliases expand to too much.')
      : parseDocument(reader, tree.value, [i]);
  });
  const whole = documents.filter((document) => document !== undefined);
  return { ...(!reader.broken && { recipe: { documents: whole } }), findings: reader.findings };
}

/** The document as plain values, aliases expanded; undefined where they cannot be, or multiply beyond the limit. */
function expand(document: YamlDocument): { value: unknown } | undefined {
  try {
    return { value: document.toJS({ mapAsMap: true, maxAliasCount: MAX_ALIASES }) };
  } catch (thrown) {
    // The library's way of saying that the limit was passed, or that an alias has no anchor.
    if (thrown instanceof ReferenceError) return undefined;
    throw thrown;
  }
}
