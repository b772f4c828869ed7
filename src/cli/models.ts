/** The models that a recipe names → where their bytes are: a folder on this machine, else a repository on the Hub. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { AlloyError } from '../base/errors.ts';
import type { SourceSpec } from '../io/source.ts';
import type { ModelRef } from '../recipe/recipe.ts';
import { parseModelRef } from '../recipe/refs.ts';

export interface Places {
  /** Absolute folder where relative paths start. */
  readonly root: string;
  readonly hubUrl: string | undefined;
  readonly token: string | undefined;
}

/** `owner/name`, or the bare name of the Hub's oldest repositories. */
const HUB_ID = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)?$/;

/** Throws AlloyError `missing` for what is neither. */
export function findModel(ref: ModelRef, { root, hubUrl, token }: Places): SourceSpec {
  const { path, revision } = parseModelRef(ref);
  const folder = resolve(root, path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return { kind: 'folder', path: folder };
  if (HUB_ID.test(path)) return { kind: 'hub', id: path, revision, hubUrl, token };
  throw new AlloyError({
    code: 'missing',
    what: `There is no folder "${path}", and it is not the name of a repository on the Hub.`,
    where: folder,
    hint: 'Correct the path in the recipe, or say with --root where its paths start.',
  });
}
