/** What references stand for, and how models come into the library: from the Hub, from the disk, from the demo family. */
import { tidyLine } from '../../base/text.ts';
import type { SourceSpec } from '../../engine/protocol.ts';
import { parseModelRef } from '../../recipe/refs.ts';
import { recipeModels } from '../../recipe/slices.ts';
import { modelRef, type PastedModel } from '../words/parse-model.ts';
import { shortName } from './model-marks.ts';
import { recipeStore, TYPING } from './recipe-store.ts';
import { addSource, settleLetters, sourcesStore } from './sources-store.ts';

/** References that begin so are folders, as mergekit would read them; all others are repositories. */
const LOCAL = './';
const DEMO = './demo/';
export const DEMO_MODELS = ['code', 'safety', 'base'] as const;

export const demoRef = (name: string): string => `${DEMO}${name}`;
export const isDemo = (ref: string): boolean => ref.startsWith(DEMO);

/** What a reference means without being told: demo checkpoints and repositories. Files must be picked. */
export function specOf(ref: string): SourceSpec | undefined {
  if (isDemo(ref)) {
    const name = ref.slice(DEMO.length);
    return { kind: 'demo', name, url: new URL(`demo/${name}/`, document.baseURI).href };
  }
  if (ref.startsWith('.') || ref.startsWith('/')) return undefined;
  const { path, revision } = parseModelRef(ref);
  return { kind: 'hub', id: path, ...(revision && { revision }) };
}

/** Every model that the recipe names, or that lies on its graph, is in the library, so that it is inspected and can say what is wrong with it. */
export function completeLibrary(): void {
  const { recipe, loose } = recipeStore.getState();
  const refs = [...(recipe ? recipeModels(recipe) : []), ...loose];
  for (const ref of refs) {
    if (!sourcesStore.getState().entries[ref]) addSource(ref, specOf(ref), refs);
  }
  settleLetters(refs);
}

/** Now and after every change. A name that is being typed is none yet: each of its beginnings would be asked for. */
export function keepLibraryComplete(): () => void {
  completeLibrary();
  return recipeStore.subscribe((now, before) => {
    const changed = now.recipe !== before.recipe || now.gesture !== before.gesture;
    if (changed && now.gesture?.name !== TYPING) completeLibrary();
  });
}

export function addDemoFamily(): void {
  for (const name of DEMO_MODELS) {
    const ref = demoRef(name);
    if (!sourcesStore.getState().entries[ref]) addSource(ref, specOf(ref));
  }
}

/** Returns its reference. */
export function addHubModel(model: PastedModel): string {
  const ref = modelRef(model);
  if (!sourcesStore.getState().entries[ref]) addSource(ref, { kind: 'hub', ...model });
  return ref;
}

/** The same by its reference, such as a model with an adapter. */
export function addHubRef(ref: string): string {
  if (!sourcesStore.getState().entries[ref]) addSource(ref, specOf(ref));
  return ref;
}

/** Of a folder's name that a recipe repeats. */
const MOST_LETTERS = 120;

export interface PickedFile {
  /** Relative to the checkpoint's folder. */
  readonly path: string;
  readonly file: File;
}

/** Returns its reference. A folder that a recipe names and nobody has chosen yet is that one; another with the same name stays. */
export function addFiles(label: string, files: readonly PickedFile[]): string {
  const { order, entries } = sourcesStore.getState();
  const name = tidyLine(label, MOST_LETTERS).replace(/[+@\s]+/g, '-') || 'model';
  const base = `${LOCAL}${name}`;
  const isFree = (ref: string) => entries[ref]?.spec === undefined;
  const waiting = order.find((ref) => isFree(ref) && shortName(ref) === name);
  const ref = waiting ?? [base, ...Array.from({ length: 99 }, (_, i) => `${base}-${i + 2}`)].find(isFree) ?? base;
  addSource(ref, { kind: 'files', label, files });
  return ref;
}

/** Its bytes come over the network. */
export const isNetwork = (spec: SourceSpec | undefined): boolean => spec?.kind === 'hub';
