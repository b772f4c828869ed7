/** What the map shows now, put together: the numbers, the quantity and its scale. */
import { useMemo } from 'react';
import type { Observation, TensorMap } from '../../engine/client.ts';
import { useLive } from '../live/live-store.ts';
import { totalsOf } from '../live/totals.ts';
import { type MapState, useAnswers, useMap } from './map-store.ts';
import { type Quantity, quantityOf } from './quantities.ts';
import { type ColourScale, niceCeiling } from './scale.ts';

export interface Shown {
  readonly observation: Observation;
  readonly quantity: Quantity;
  readonly scale: ColourScale;
  /** What chance gives in the whole merge; undefined where it says nothing. */
  readonly chance: number | undefined;
}

/** A scale around chance ends this far from it, or where shares end. */
const SPREAD = 0.2;

export function scaleFor(quantity: Quantity, mode: MapState['scale'], chance: number | undefined, high: number): ColourScale {
  if (quantity.share && chance !== undefined && mode === 'chance') {
    const spread = Math.min(SPREAD, chance, 1 - chance);
    return { kind: 'diverging', low: chance - spread, high: chance + spread, reference: chance };
  }
  return { kind: 'magnitude', low: 0, high: quantity.share ? 1 : high, reference: undefined };
}

/** The end of a magnitude scale for whole tensors. */
export function highestOf({ tensors }: Observation, quantity: Quantity): number {
  return niceCeiling(Math.max(0, ...tensors.map((tensor) => quantity.ofTensor(tensor)?.value ?? 0)));
}

/** Chance in the whole merge, or between two models. */
export const chanceOf = (observation: Observation, { chance, pairOf }: Quantity): number | undefined =>
  chance === undefined || pairOf ? chance : (totalsOf(observation).conflictChance ?? chance);

/** Undefined until something was observed. The open tensor's map and the grid beside it share one scale. */
export function useShown(): Shown | undefined {
  const live = useLive(({ observation, filling }) => observation ?? filling);
  const frozen = useMap((state) => state.frozen);
  const key = useMap((state) => state.quantity);
  const mode = useMap((state) => state.scale);
  const observation = frozen?.observation ?? live;
  const quantity = useMemo(() => observation && quantityOf(observation.inputs, key), [observation, key]);
  const opened = useAnswers(({ high, shows, map }) => (map && shows === quantity?.key ? high : undefined));
  return useMemo(() => {
    if (!observation || !quantity) return undefined;
    const chance = chanceOf(observation, quantity);
    return { observation, quantity, chance, scale: scaleFor(quantity, mode, chance, opened ?? highestOf(observation, quantity)) };
  }, [observation, quantity, mode, opened]);
}

/** The open tensor's map, if it is of the quantity that is asked for. */
export const useShownMap = (quantity: Quantity | undefined): TensorMap | undefined =>
  useAnswers(({ map, shows }) => (quantity && shows === quantity.key ? map : undefined));
