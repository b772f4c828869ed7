/** One sentence that reads the live numbers. */
import type { Estimate } from '../../engine/client.ts';
import { counted, percent } from '../words/format.ts';
import type { ParentTotals, Totals } from './totals.ts';
import { partText } from './words.ts';

/** A share this near to chance is called the same. */
const NEAR = 0.005;

export function readingOf(totals: Totals): string {
  const { parents, conflict, conflictChance } = totals;
  const models = parents.filter(({ base }) => !base);
  if (models.length === 0) return 'There is nothing to compare the result with.';
  const near = whereText(models, totals);
  return conflict && conflictChance !== undefined ? `${near} ${conflictText(conflict, conflictChance, models.length)}` : near;
}

/** What was mixed lies near or far; layers that were only stacked come from somewhere. */
function whereText(models: readonly ParentTotals[], { layers, sampled }: Totals): string {
  const mixed = models.flatMap((parent) => (parent.relativeDistance === undefined ? [] : [{ ...parent, away: parent.relativeDistance }]));
  const [nearest, second] = mixed.sort((a, b) => a.away - b.away);
  if (!nearest) return originText(models, layers);
  const part = models.some((parent) => parent.layers < layers) ? 'In the layers that a model takes part in, the' : 'The';
  const away = partText(nearest.away, sampled);
  if (!second) return `${part} merge is ${away} away from ${nearest.name}.`;
  // Distances that read the same make neither the nearest.
  const where =
    percent(nearest.away) === percent(second.away) ? `as near to ${nearest.name} as to ${second.name}` : `nearest to ${nearest.name}`;
  return `${part} merge lies ${where}, ${away} away.`;
}

/** Models that are named before the rest is only counted. */
const NAMED = 4;

function originText(models: readonly ParentTotals[], layers: number): string {
  const parts = [...models].sort((a, b) => b.layers - a.layers).map((parent) => `${parent.layers} from ${parent.name}`);
  const rest = models.length - NAMED;
  const told = rest > 1 ? [...parts.slice(0, NAMED), `the rest from ${counted(rest, 'other model')}`] : parts;
  return `Each of its ${counted(layers, 'layer')} comes from one model: ${listText(told)}.`;
}

const listText = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

function conflictText({ value: share, error }: Estimate, chance: number, models: number): string {
  const who = models === 2 ? 'the two changed both, they pull' : 'at least two changed, they pull';
  const beyond =
    Math.abs(share - chance) <= Math.max(NEAR, 2 * error)
      ? 'as often as by chance'
      : share > chance
        ? 'more often than by chance'
        : 'less often than by chance';
  return `Where ${who} apart in ${partText(share, error !== 0)}, ${beyond} (${percent(chance)}).`;
}
