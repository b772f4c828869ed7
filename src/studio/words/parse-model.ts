/** What people paste to name a model: an id, a link, an id with a revision. */
import { MAX_TEXT } from '../../recipe/limits.ts';

export interface PastedModel {
  readonly id: string;
  readonly revision?: string | undefined;
}

const NAME = '[A-Za-z0-9][A-Za-z0-9._-]*';
const ID = new RegExp(`^(${NAME}/${NAME}|${NAME})(?:@([^\\s@]+))?$`);
const LINK = new RegExp(
  `^(?:https?://)?(?:huggingface\\.co|hf\\.co)/(${NAME}/${NAME})(?:/(?:tree|blob|resolve)/([^/?#]+)[^?#]*)?/?(?:[?#].*)?$`,
);

/** The repository that a text names; undefined when it is something else. Lone names (`gpt2`) count only in links' place. */
export function parseModel(text: string): PastedModel | undefined {
  const trimmed = text.trim();
  const match = LINK.exec(trimmed) ?? ID.exec(trimmed.replace(/^hf:\/\//, ''));
  const [, id, revision] = match ?? [];
  if (id === undefined || /\.(ya?ml|safetensors|json)$/i.test(id) || id.includes('..')) return undefined;
  return revision === undefined ? { id } : { id, revision: decoded(revision) };
}

/** As it was written where it is no encoding: a text half typed must not throw. */
function decoded(revision: string): string {
  try {
    return decodeURIComponent(revision);
  } catch {
    return revision;
  }
}

/** How the recipe refers to it. */
export const modelRef = ({ id, revision }: PastedModel): string => (revision === undefined ? id : `${id}@${revision}`);

/** A text that is a recipe, or holds one, rather than a model's name. Of a text that is too long for one, its beginning tells. */
export const looksLikeRecipe = (text: string): boolean =>
  /^[ \t]*(merge_method|models|slices|base_model|modules|name)\s*:/m.test(text.slice(0, MAX_TEXT));
