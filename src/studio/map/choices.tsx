/** What the map shows, chosen from two lists: the quantity, and of which models' votes. */
import { BarChoice } from '../parts/bar-choice.tsx';
import { setQuantity } from './map-store.ts';
import { choicesBetween, quantitiesOf } from './quantities.ts';
import type { Shown } from './shown.ts';

interface ChoiceProps {
  readonly shown: Shown;
}

export function QuantityChoice({ shown: { observation, quantity } }: ChoiceProps) {
  const all = quantitiesOf(observation.inputs);
  const whole = all.filter(({ pairOf }) => !pairOf);
  const groups = [...new Set(whole.map(({ group }) => group))].map((group) => ({
    group,
    items: whole.filter((one) => one.group === group).map(({ key, label }) => ({ value: key, label })),
  }));
  /** The same two models as before, where the quantity is one of votes too. */
  const choose = (key: string) => {
    const names = quantity.pairOf?.names;
    const same = all.find(({ pairOf }) => pairOf?.key === key && pairOf.names === names);
    setQuantity(same?.key ?? key);
  };
  return <BarChoice word="Show" name="Quantity" data={groups} value={quantity.pairOf?.key ?? quantity.key} width={180} onChoose={choose} />;
}

export function BetweenChoice({ shown: { observation, quantity } }: ChoiceProps) {
  const choices = choicesBetween(observation.inputs, quantity);
  if (choices.length < 2) return undefined;
  const data = choices.map(({ key, pairOf }) => ({ value: key, label: pairOf?.names ?? 'all models' }));
  return <BarChoice word="of" name="Whose votes" data={data} value={quantity.key} width={140} onChoose={setQuantity} />;
}
