/** Chosen models join the library and the merge, each at the commit that was looked at. */
import { addHubModel, addHubRef } from '../state/library.ts';
import { rememberRecent } from '../state/recents.ts';
import { addAllToMerge } from '../state/recipe-edits.ts';
import type { Measure, Row } from './use-candidates.ts';

export function addCandidates(rows: readonly Row[], revisions: Readonly<Record<string, string>>, measure: Measure | undefined): void {
  addAllToMerge(rows.map((row) => refOf(row, revisions, measure)));
}

function refOf({ candidate, fit }: Row, revisions: Readonly<Record<string, string>>, measure: Measure | undefined): string {
  const { ref, model, found, key } = candidate;
  if (ref !== undefined || !model) return ref ?? key;
  rememberRecent(model.id);
  const report = fit?.kind === 'ready' ? fit.report : undefined;
  const chosen = revisions[key] ?? model.revision;
  // The commit whose headers were read; of one that could not be read, the one that the listing named.
  const revision = report?.summary.revision ?? chosen ?? found?.commit;
  const pinned = { id: model.id, revision };
  // An adapter is added together with the model that it changes.
  return report?.adapter && measure
    ? addHubRef(`${measure.ref.replace(/\+.*$/, '')}+${model.id}${revision === undefined ? '' : `@${revision}`}`)
    : addHubModel(pinned);
}
