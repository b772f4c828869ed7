/** A model in a merge, with the sliders that are its own. */
import { Menu } from '@mantine/core';
import { IconDots, IconLock, IconLockOpen } from '@tabler/icons-react';
import { memo, useCallback } from 'react';
import type { ParameterSpec } from '../../methods/specs.ts';
import { useNodeName } from '../graph/names.ts';
import { IconButton } from '../parts/button.tsx';
import { Cut } from '../parts/cut.tsx';
import { ModelTag, tagColour } from '../parts/model-tag.tsx';
import { useTag } from '../parts/use-tag.ts';
import { selectModel } from '../shell/model-entry.tsx';
import { ownerOf, shortName } from '../state/model-marks.ts';
import { removeModel, replaceModel, setBaseOf } from '../state/recipe-edits.ts';
import type { Place } from '../state/recipe-places.ts';
import { useSources, useView } from '../state/use-store.ts';
import { toggleLock } from '../state/view-store.ts';
import styles from './merge.module.css';
import { useChoices } from './model-choices.ts';
import { ParameterControl } from './parameter-control.tsx';
import { StepMark } from './step-mark.tsx';

interface ModelRowProps {
  readonly index: number;
  /** Its number among the models of the document. */
  readonly model: number;
  readonly modelRef: string;
  readonly place: Place;
  readonly layers: readonly [number, number] | undefined;
  readonly parameters: readonly ParameterSpec[];
  readonly isBase: boolean;
  /** It has the slider that the first step is about. */
  readonly first: boolean;
}

/** Rows get new arrays with equal contents whenever a row is added; equality by value spares the others. */
const sameRow = (a: ModelRowProps, b: ModelRowProps): boolean => JSON.stringify(a) === JSON.stringify(b);

export const ModelRow = memo(function ModelRow({ index, model, modelRef, place, layers, parameters, isBase, first }: ModelRowProps) {
  const tag = useTag(modelRef, isBase);
  const name = shortName(modelRef);
  const locked = useView((state) => state.locked[modelRef] === true);
  const lock = useCallback(() => toggleLock(modelRef), [modelRef]);
  const weighted = parameters.some(({ key }) => key === 'weight');
  return (
    <li className={styles.row} data-step={first ? 1 : undefined}>
      <div className={styles.rowName}>
        <ModelName modelRef={modelRef} tag={tag} note={layers && `layers ${layers[0]} to ${layers[1] - 1}`} />
        {first && <StepMark step={1} />}
        <span className={styles.rowTools}>
          {weighted && (
            <IconButton name={locked ? `Unlock the weight of ${name}` : `Lock the weight of ${name}`} pressed={locked} onClick={lock}>
              {locked ? <IconLock size={16} stroke={1.6} /> : <IconLockOpen size={16} stroke={1.6} />}
            </IconButton>
          )}
          <RowMenu index={index} modelRef={modelRef} place={place} isBase={isBase} />
        </span>
      </div>
      <div className={styles.sliders}>
        {parameters.map((spec) => (
          <ParameterControl
            key={spec.key}
            document={index}
            spec={spec}
            model={model}
            place={[...place, 'parameters', spec.key]}
            owner={name}
            colour={tagColour(tag)}
            locked={locked && spec.key === 'weight'}
            {...(spec.key === 'weight' && { onLock: lock })}
          />
        ))}
      </div>
    </li>
  );
}, sameRow);

interface ModelNameProps {
  readonly modelRef: string;
  readonly tag: { readonly letter: string; readonly colour: number };
  readonly note?: string | undefined;
}

/** Mark, owner, name. A click shows the model in the inspector. */
function ModelName({ modelRef, tag, note }: ModelNameProps) {
  const broken = useSources(({ entries }) => entries[modelRef]?.state.kind === 'fault');
  const name = useNodeName(modelRef);
  const line = note ?? ownerOf(modelRef);
  return (
    <button type="button" className={styles.name} data-broken={broken || undefined} onClick={() => selectModel(modelRef)}>
      <ModelTag {...tag} size="large" />
      <span className={styles.nameWords}>
        {line !== undefined && <small>{line}</small>}
        <span className={styles.modelName}>
          <Cut text={name} whole={modelRef} />
        </span>
      </span>
    </button>
  );
}

function RowMenu({ index, modelRef, place, isBase }: Pick<ModelRowProps, 'index' | 'modelRef' | 'place' | 'isBase'>) {
  const others = useChoices(index).filter(({ value }) => value !== modelRef);
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <IconButton name={`${shortName(modelRef)}: more`}>
          <IconDots size={16} stroke={1.6} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {!isBase && <Menu.Item onClick={() => setBaseOf(index, modelRef)}>Use as the base</Menu.Item>}
        <Menu.Item onClick={() => removeModel(index, place)}>Take out of the merge</Menu.Item>
        {others.length > 0 && <Menu.Label>Put another in its place</Menu.Label>}
        {others.map(({ value, label }) => (
          <Menu.Item key={value} onClick={() => replaceModel(index, place, value)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
