/** Under the models: what their weights sum to, and the tools that set several at once. */
import { IconEqual, IconPlus, IconScale } from '@tabler/icons-react';
import type { MethodSpec } from '../../methods/specs.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { setWeights } from '../state/recipe-edits.ts';
import { documentAt } from '../state/recipe-places.ts';
import { useRecipe, useView } from '../state/use-store.ts';
import { openSources } from '../state/view-store.ts';
import { distribute, normalise, weightsOf } from '../state/weights.ts';
import { setting } from '../words/format.ts';
import styles from './merge.module.css';

interface ModelsFootProps {
  readonly index: number;
  readonly spec: MethodSpec | undefined;
}

export function ModelsFoot({ index, spec }: ModelsFootProps) {
  const weighted = spec?.parameters.some(({ key }) => key === 'weight') ?? false;
  return (
    <div className={styles.modelsFoot}>
      <Button kind="quiet" size="small" icon={<IconPlus size={14} stroke={1.6} />} onClick={() => openSources()}>
        Add a model
      </Button>
      {weighted && <WeightTools index={index} />}
    </div>
  );
}

function WeightTools({ index }: { readonly index: number }) {
  const locked = useView((state) => state.locked);
  const sum = useRecipe(({ recipe }) => {
    const weights = weightsOf(documentAt(recipe, index), locked);
    return weights.every(({ value }) => value !== undefined) ? weights.reduce((total, { value = 0 }) => total + value, 0) : undefined;
  });
  const apply = (label: string, change: typeof normalise) => () => setWeights(label, index, change, locked);
  const reasonFor = (change: typeof normalise) => (state: Parameters<Parameters<typeof useRecipe>[0]>[0]) => {
    const made = change(weightsOf(documentAt(state.recipe, index), locked));
    return typeof made === 'string' ? made : undefined;
  };
  const noNormal = useRecipe(reasonFor(normalise));
  const noShare = useRecipe(reasonFor(distribute));
  return (
    <span className={styles.weightTools}>
      <span className={styles.sum}>
        {sum === undefined ? 'weights change over the layers' : `weights sum to ${setting(Number(sum.toFixed(4)), 0.01)}`}
      </span>
      <IconButton name="Normalise" reason={noNormal} onClick={apply('normalise the weights', normalise)}>
        <IconScale size={16} stroke={1.6} />
      </IconButton>
      <IconButton name="Distribute" reason={noShare} onClick={apply('distribute the weights', distribute)}>
        <IconEqual size={16} stroke={1.6} />
      </IconButton>
    </span>
  );
}
