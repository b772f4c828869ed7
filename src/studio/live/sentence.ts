/** One sentence that reads the live numbers. */
import type { Estimate } from '../../engine/client.ts';
import { shortName } from '../state/model-marks.ts';
import { percent } from '../words/format.ts';
import type { Totals } from './totals.ts';

/** A share this near to chance is called the same. */
const NEAR = 0.005;

export function readingOf({ parents, conflict, conflictChance }: Totals): string {
  const models = parents.filter(({ base }) => !base);
  if (models.length === 0) return 'There is nothing to compare the result with.';
  const [nearest, second] = [...models].sort((a, b) => a.relativeDistance - b.relativeDistance);
  const near = nearest && second ? nearText(nearest, second) : farText(nearest);
  return conflict && conflictChance !== undefined ? `${near} ${conflictText(conflict, conflictChance, models.length)}` : near;
}

type Parent = Totals['parents'][number];

/** Distances that read the same make neither the nearest. */
function nearText(nearest: Parent, second: Parent): string {
  const [away, next] = [nearest, second].map(({ relativeDistance }) => percent(relativeDistance));
  const where =
    away === next ? `as near to ${shortName(nearest.ref)} as to ${shortName(second.ref)}` : `nearest to ${shortName(nearest.ref)}`;
  return `The merge lies ${where}, ${away} away.`;
}

const farText = (model: Parent | undefined): string =>
  model ? `The merge is ${percent(model.relativeDistance)} away from ${shortName(model.ref)}.` : '';

function conflictText({ value: share, error }: Estimate, chance: number, models: number): string {
  const who = models === 2 ? 'the two changed both, they pull' : 'at least two changed, they pull';
  const beyond =
    Math.abs(share - chance) <= Math.max(NEAR, 2 * error)
      ? 'as often as by chance'
      : share > chance
        ? 'more often than by chance'
        : 'less often than by chance';
  return `Where ${who} apart in ${percent(share)}, ${beyond} (${percent(chance)}).`;
}
