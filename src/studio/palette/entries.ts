/** What the palette offers: methods for the merge, commands, recipes and models, as rows that a query filters. */

import { METHOD_SPECS, methodSpec } from '../../methods/specs.ts';
import { COMMANDS, type CommandId, runCommand } from '../commands/commands.ts';
import { chordsOf } from '../commands/key-settings.ts';
import type { Chord } from '../commands/keys.ts';
import { revealInspector } from '../commands/panels.ts';
import { selectedDocument } from '../commands/selected-document.ts';
import { bookStore } from '../history/book.ts';
import { shelfItems } from '../history/shelf-items.ts';
import { shortName } from '../state/model-marks.ts';
import { setMethod } from '../state/recipe-edits.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { openRecipeText } from '../state/recipe-text.ts';
import { sourcesStore } from '../state/sources-store.ts';
import { openSources, recipeTab, setView } from '../state/view-store.ts';
import { match, type Span } from './match.ts';

export type Group = 'Selected merge' | 'Commands' | 'Presets' | 'Recipes' | 'Models';

export interface Entry {
  readonly id: string;
  readonly group: Group;
  readonly name: string;
  readonly note: string;
  /** Found by these too. */
  readonly words?: string;
  readonly keys?: Chord | undefined;
  /** Why it cannot be run now. */
  readonly reason?: string | undefined;
  readonly run: () => void;
}

export interface Row {
  readonly entry: Entry;
  readonly spans: readonly Span[];
}

/** Everything there is to choose, as things stand. */
export const allEntries = (): readonly Entry[] => [...methods(), ...commands(), ...presets(), ...recipes(), ...models()];

/** With an empty query only what is of use without one. */
const UNASKED: readonly Group[] = ['Commands', 'Models'];
/** Rows of a group that are shown beside other groups; more words find the others. */
const MOST = 6;

/** The best rows of every group; groups that the query names before those that it only touches; last, the Hub. */
export function findRows(entries: readonly Entry[], query: string): readonly Row[] {
  const empty = query.trim() === '';
  const scored = entries.flatMap((entry) => {
    const found = empty && !UNASKED.includes(entry.group) ? undefined : match(query, entry.name, `${entry.note} ${entry.words ?? ''}`);
    return found ? [{ entry, ...found }] : [];
  });
  const byGroup = [...Map.groupBy(scored, ({ entry }) => entry.group).values()];
  const most = byGroup.length > 1 ? MOST : Infinity;
  const groups = byGroup.map((rows) => (empty ? rows : bestOf(rows, most)));
  const byBest = groups.toSorted(([a], [b]) => (b ? rank(b) : 0) - (a ? rank(a) : 0));
  return [...byBest.flat(), ...(empty ? [] : [{ entry: hubEntry(query.trim()), spans: [] }])];
}

interface Scored extends Row {
  readonly score: number;
}

const isNamed = ({ spans }: Row): boolean => spans.length > 0;
const rank = (row: Row): number => (isNamed(row) ? 1 : 0);

/** Rows with the words in their name; only where there are none, those that have them elsewhere. What can be run comes first. */
function bestOf(rows: readonly Scored[], most: number): readonly Scored[] {
  const named = rows.filter(isNamed);
  const blocked = ({ entry }: Row) => Number(entry.reason !== undefined);
  return (named.length > 0 ? named : rows).toSorted((a, b) => blocked(a) - blocked(b) || b.score - a.score).slice(0, most);
}

function methods(): readonly Entry[] {
  const document = selectedDocument();
  const now = recipeStore.getState().recipe?.documents[document ?? -1]?.method;
  if (document === undefined || now === undefined) return [];
  return METHOD_SPECS.filter(({ id }) => id !== now).map(({ id, label, summary }) => ({
    id: `method ${id}`,
    group: 'Selected merge',
    name: `Change the method to ${label}`,
    note: `now ${methodSpec(now)?.label ?? now}`,
    words: `${id} ${summary}`,
    run: () => setMethod(document, id),
  }));
}

const commands = (): readonly Entry[] =>
  Object.values(COMMANDS)
    .filter(({ id }) => id !== 'palette')
    .map(({ id, name, group, reason }) => ({
      id: `command ${id}`,
      group: 'Commands',
      name: group === 'View' ? `Show: ${name}` : name,
      note: '',
      words: group,
      keys: chordsOf(id as CommandId)[0],
      reason: reason?.(),
      run: () => runCommand(id as CommandId),
    }));

const presets = (): readonly Entry[] =>
  shelfItems('presets', bookStore.getState()).map(({ id, name, note, text }) => ({
    id: `preset ${id}`,
    group: 'Presets',
    name,
    note,
    words: /^merge_method: (.*)$/m.exec(text)?.[1] ?? '',
    run: () => openRecipeText(name, text),
  }));

const recipes = (): readonly Entry[] =>
  shelfItems('recipes', bookStore.getState()).map(({ id, name, note, text }) => ({
    id: `recipe ${id}`,
    group: 'Recipes',
    name,
    note,
    run: () => openRecipeText(name, text),
  }));

const models = (): readonly Entry[] =>
  sourcesStore.getState().order.map((ref) => ({
    id: `model ${ref}`,
    group: 'Models',
    name: shortName(ref),
    note: ref,
    run() {
      setView({ tab: recipeTab(), selection: { kind: 'model', ref } });
      revealInspector();
    },
  }));

const hubEntry = (query: string): Entry => ({
  id: 'hub',
  group: 'Models',
  name: `Look for “${query}” on the Hub`,
  note: '',
  run: () => openSources(query),
});
