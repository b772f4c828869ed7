/** The model in one small grid beside the live numbers, module by layer, with the legend of what it shows. */
import { memo, useMemo } from 'react';
import type { Observation } from '../../engine/client.ts';
import { useScheme } from '../map/canvas.tsx';
import { openTensor, setMap } from '../map/map-store.ts';
import { ModelMap } from '../map/model-map.tsx';
import { cssGradient } from '../map/scale.ts';
import type { Shown } from '../map/shown.ts';
import { shortText, unitOf } from '../map/words.ts';
import { StepMark } from '../merge/step-mark.tsx';
import { Button } from '../parts/button.tsx';
import { setView } from '../state/view-store.ts';
import styles from './live.module.css';
import { stripShown } from './strip-shown.ts';

const openMap = (tensor: string): void => {
  openTensor(tensor);
  setView({ tab: 'map' });
};

export const Strip = memo(function Strip({ observation }: { readonly observation: Observation }) {
  const shown = useMemo(() => stripShown(observation), [observation]);
  if (!shown) return undefined;
  const { quantity, opens } = shown;
  const open = () => {
    setMap({ quantity: opens });
    setView({ tab: 'map' });
  };
  return (
    <div className={styles.strip}>
      <div className={styles.stripHead}>
        <h3 title={quantity.meaning}>{quantity.label}</h3>
        <Legend shown={shown} />
        <Button kind="quiet" size="small" onClick={open}>
          Open map
          <StepMark step={2} />
        </Button>
      </div>
      <ModelMap
        label={`${quantity.label}, module by layer`}
        shown={shown}
        look={NO_MARKS}
        layers="across"
        marked={undefined}
        onOpen={openMap}
      />
    </div>
  );
});

/** A magnitude has no colour of its own that says how much: its ends stand beside the colours. */
function Legend({ shown: { quantity, scale, chance } }: { readonly shown: Shown }) {
  const scheme = useScheme();
  const unit = unitOf(quantity, scale);
  if (chance !== undefined)
    return (
      <span className={styles.note}>
        {unit}, {(chance * 100).toFixed(0)} % is chance
      </span>
    );
  return (
    <span className={styles.legend}>
      0
      <span className={styles.ramp} style={{ background: cssGradient(scale.kind, scheme) }} />
      {shortText(quantity, scale)(scale.high)} {unit}
    </span>
  );
}

const NO_MARKS = { filter: undefined, dashes: false } as const;
