/** How many things the planner and the recipe have to say about a merge; a click lists them. */
import { IconAlertCircle, IconAlertTriangle } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import type { Recipe } from '../../recipe/recipe.ts';
import { documentModels, outputDocument } from '../../recipe/slices.ts';
import { jobStore } from '../state/job-store.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { sourcesStore } from '../state/sources-store.ts';
import { type Trouble, troubles } from '../state/troubles.ts';
import { counted } from '../words/format.ts';
import styles from './graph.module.css';
import { openNode } from './graph-edits.ts';

const STORES = [recipeStore, sourcesStore, jobStore];

function subscribe(changed: () => void): () => void {
  const ends = STORES.map((store) => store.subscribe(changed));
  return () => {
    for (const end of ends) end();
  };
}

/**
 * Whether a trouble is about a document: its own place says so, or the document names the model that cannot be read; what
 * is about the whole merge the last one shows.
 */
function isAbout({ problem, model }: Trouble, document: number, recipe: Recipe): boolean {
  const at = recipe.documents[document];
  if (model) return at !== undefined && documentModels(at).includes(model.ref);
  const number = /^documents\[(\d+)\]/.exec(problem?.path ?? '')?.[1];
  return document === (number === undefined ? outputDocument(recipe) : Number(number));
}

/** All that stands against, or is to be known of, one merge. */
function troublesOf(document: number): readonly Trouble[] {
  const state = recipeStore.getState();
  const { recipe } = state;
  if (!recipe || state.text !== state.goodText) return [];
  const all = troubles(state, sourcesStore.getState(), jobStore.getState());
  return all.filter((trouble) => isAbout(trouble, document, recipe));
}

interface Summary {
  readonly errors: number;
  readonly warnings: number;
  readonly first?: string | undefined;
}

function summaryOf(document: number): string {
  const all = troublesOf(document);
  const count = (kind: Trouble['severity']) => all.filter(({ severity }) => severity === kind).length;
  return JSON.stringify({ errors: count('error'), warnings: count('warning'), first: all[0]?.what } satisfies Summary);
}

/** A text, so that a badge renders only when its words change. */
export const useTroubles = (document: number): readonly Trouble[] =>
  JSON.parse(useSyncExternalStore(subscribe, () => JSON.stringify(troublesOf(document)))) as readonly Trouble[];

export function Badge({ document, id }: { readonly document: number; readonly id: string }) {
  const { errors, warnings, first } = JSON.parse(useSyncExternalStore(subscribe, () => summaryOf(document))) as Summary;
  if (errors + warnings === 0) return undefined;
  const Icon = errors > 0 ? IconAlertCircle : IconAlertTriangle;
  const words = errors > 0 ? counted(errors, 'problem') : counted(warnings, 'note');
  return (
    <button
      type="button"
      className={`${styles.badge} nodrag nopan`}
      data-tone={errors > 0 ? 'error' : 'warning'}
      title={first}
      aria-label={words}
      onClick={(event) => {
        event.stopPropagation();
        openNode(id);
      }}
    >
      <Icon size={13} stroke={1.8} aria-hidden />
      {errors > 0 ? errors : warnings}
    </button>
  );
}
