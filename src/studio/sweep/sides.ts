/** The two sides of a grid as the form has them: what was chosen, as far as the recipe still has it, else what is worth trying. */
import type { Axis } from './axes.ts';
import { NONE, type SideDraft, type SideName } from './sweep-store.ts';
import { parseValues, valueChoices, valuesText } from './values.ts';

export interface FormSide {
  readonly axis: Axis;
  readonly text: string;
  /** The values, or why there are none. */
  readonly values: readonly number[] | string;
}

export interface Sides {
  readonly across: FormSide | undefined;
  readonly down: FormSide | undefined;
  /** What the second side can be: nothing that the first writes too. */
  readonly others: readonly Axis[];
}

export function sidesOf(axes: readonly Axis[], drafts: Readonly<Partial<Record<SideName, SideDraft>>>): Sides {
  const across = axes.find(({ id }) => id === drafts.across?.axis) ?? axes.find(isOne) ?? axes[0];
  const others = across ? axes.filter((axis) => !overlap(axis, across)) : [];
  const usual =
    others.find((axis) => !isOne(axis) && parameterOf(axis) === 'density') ??
    others.find((axis) => isOne(axis) && parameterOf(axis) === 'weight');
  const down = drafts.down?.axis === NONE ? undefined : (others.find(({ id }) => id === drafts.down?.axis) ?? usual);
  return { across: across && sideOf(across, drafts.across), down: down && sideOf(down, drafts.down), others };
}

const isOne = ({ places }: Axis): boolean => places.length === 1;
const parameterOf = ({ places }: Axis) => places[0]?.at(-1);
const writes = ({ document, places }: Axis) => places.map((place) => `${document} ${place.join('.')}`);
const overlap = (a: Axis, b: Axis): boolean => writes(a).some((place) => writes(b).includes(place));

function sideOf(axis: Axis, draft: SideDraft | undefined): FormSide {
  const text = (draft?.axis === axis.id ? draft.text : undefined) ?? firstText(axis);
  return { axis, text, values: parseValues(text, axis.label, axis.scale) };
}

/** The list that stands there before anything was typed. */
const firstText = ({ scale, now }: Axis): string => valuesText(valueChoices(scale, now)[0]?.values ?? []);
