/** What was measured in a band of layers: conflict, size and direction of the changes, distances of the result. */
import { useMemo } from 'react';
import { totalsOf } from '../live/totals.ts';
import { cosineText, partText, shareText } from '../live/words.ts';
import { Facts } from '../parts/section.tsx';
import { percent } from '../words/format.ts';
import { isOfKind, type Material, type ModuleKind } from './panel.ts';

interface BandFactsProps {
  readonly material: Pick<Material, 'observation' | 'names'>;
  /** First and last layer. */
  readonly band: readonly [number, number];
  readonly kind: ModuleKind;
}

export function BandFacts({ material: { observation, names }, band: [from, to], kind }: BandFactsProps) {
  const totals = useMemo(() => {
    const inside = observation.tensors.filter(
      (tensor) => tensor.layer !== undefined && tensor.layer >= from && tensor.layer <= to && isOfKind(tensor, kind),
    );
    return totalsOf(observation, inside);
  }, [observation, kind, from, to]);
  return (
    <Facts
      rows={[
        totals.conflict && ['Conflict share', shareText(totals.conflict)],
        totals.conflictChance === undefined ? undefined : ['by chance', percent(totals.conflictChance)],
        ...totals.parents.map(({ relativeChange }, i) =>
          relativeChange === undefined ? undefined : ([`‖τ‖/‖θ₀‖, ${names[i]}`, partText(relativeChange, totals.sampled)] as const),
        ),
        ...totals.parents.map(({ relativeDistance }, i) => [`result to ${names[i]}`, partText(relativeDistance, totals.sampled)] as const),
        ...totals.pairs.map(({ pair: [a, b], cosine }) =>
          cosine === undefined ? undefined : ([`cos ${names[a]}, ${names[b]}`, cosineText(cosine, totals)] as const),
        ),
      ]}
    />
  );
}
