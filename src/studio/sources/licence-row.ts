/** What a model's licence means for the merge, which falls under those of all its models. Pure. */
import type { FitVerdict } from '../../engine/client.ts';

export interface LicenceRow {
  readonly verdict: FitVerdict;
  readonly text: string;
}

/** `own`: the model's; `others`: those of the models in the recipe. Undefined where a card names none. */
export function licenceRow(own: string | undefined, others: readonly (string | undefined)[]): LicenceRow {
  if (own === undefined) return { verdict: 'note', text: 'Its card names none: ask the owner before you share the merge' };
  const unlike = [...new Set(others.filter((licence) => licence !== own))];
  if (others.length === 0) return { verdict: 'fits', text: `${own}: a merge inherits it` };
  if (unlike.length === 0) return { verdict: 'fits', text: `${own}, as all others: the merge inherits it` };
  const named = unlike.filter((licence) => licence !== undefined);
  const rest = unlike.length > named.length ? [...named, 'one that names none'] : named;
  return { verdict: 'note', text: `${own}; the merge would fall under ${rest.join(' and ')} as well` };
}
