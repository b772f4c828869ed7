/** About the map: what it shows, in which colours, how its values spread, one entry, one tensor. */
import { SegmentedControl } from '@mantine/core';
import type { TensorObservation } from '../../engine/client.ts';
import { InspectorHead } from '../inspector/inspector-head.tsx';
import { Facts, Section } from '../parts/section.tsx';
import { percent, shapeText } from '../words/format.ts';
import { useForcedColours, useScheme } from './canvas.tsx';
import { Distribution } from './distribution.tsx';
import { EntrySection } from './entry-section.tsx';
import styles from './map.module.css';
import { type MapState, setMap, useMap } from './map-store.ts';
import { quantitiesOf } from './quantities.ts';
import { cssGradient } from './scale.ts';
import { ScaleEnds } from './scale-ends.tsx';
import { type Shown, useShown } from './shown.ts';
import { fullText } from './words.ts';

export function MapInspector() {
  const shown = useShown();
  const name = useMap((state) => state.tensor);
  const tensor = shown?.observation.tensors.find((one) => one.name === name);
  return (
    <>
      <InspectorHead title="Map" />
      {shown && (
        <>
          <div className={styles.lead}>
            <h2>{shown.quantity.label}</h2>
            <p className={styles.meaning}>{shown.quantity.meaning}</p>
            <p className={styles.formula}>{shown.quantity.formula}</p>
          </div>
          <ScaleSection shown={shown} />
          <Distribution shown={shown} />
          <EntrySection inputs={shown.observation.inputs} />
          {tensor && <TensorSection shown={shown} tensor={tensor} />}
        </>
      )}
    </>
  );
}

const toScale = (value: string): MapState['scale'] => (value === 'absolute' ? 'absolute' : 'chance');

function ScaleSection({ shown: { quantity, scale, chance } }: { readonly shown: Shown }) {
  const mode = useMap((state) => state.scale);
  const dashes = useMap((state) => state.dashes);
  const forced = useForcedColours();
  const scheme = useScheme();
  return (
    <Section
      title="Scale"
      tools={
        chance !== undefined && (
          <SegmentedControl
            aria-label="Scale"
            data={[
              { value: 'chance', label: 'vs chance' },
              { value: 'absolute', label: 'absolute' },
            ]}
            value={mode}
            onChange={(value) => setMap({ scale: toScale(value), filter: undefined })}
          />
        )
      }
    >
      <div
        className={styles.legend}
        data-reference={scale.reference === undefined ? undefined : ''}
        style={{ background: cssGradient(scale.kind, scheme) }}
      />
      <ScaleEnds quantity={quantity} scale={scale} />
      {scale.reference !== undefined && (
        <div className={styles.ends}>
          <span>{quantity.below}</span>
          <span>{quantity.above}</span>
        </div>
      )}
      {chance !== undefined && (
        <p className={styles.mark}>
          <span className={styles.hatch} /> too few entries to tell from chance
        </p>
      )}
      {scale.reference !== undefined && (
        <label className={styles.mark}>
          <input
            type="checkbox"
            checked={dashes || forced}
            disabled={forced}
            onChange={(event) => setMap({ dashes: event.currentTarget.checked })}
          />
          mark squares below chance with a dash{forced && ' (always, with the system’s own colours)'}
        </label>
      )}
    </Section>
  );
}

/** What every tensor tells of its vote, whatever the map shows. */
const ALWAYS: readonly string[] = ['conflict', 'conflictMass'];

function TensorSection({ shown: { quantity, observation }, tensor }: { readonly shown: Shown; readonly tensor: TensorObservation }) {
  const { name, shape, dtype, contested, coverage, notes } = tensor;
  const told = quantitiesOf(observation.inputs).filter(({ key }) => ALWAYS.includes(key) || key === quantity.key);
  return (
    <Section title="Tensor" note={name.replace(/^model\./, '').replace(/\.weight$/, '')}>
      <Facts
        rows={[
          ['Shape', shapeText(shape)],
          ['Written as', dtype],
          ['Changed by more than one', contested > 0 ? percent(contested / coverage.of) : '–'],
          ...told.map((one): readonly [string, string] | undefined => {
            const value = one.ofTensor(tensor);
            return value && [one.label, fullText(one, value)];
          }),
          coverage.entries < coverage.of ? ['Looked at', percent(coverage.entries / coverage.of)] : undefined,
        ]}
      />
      {notes.map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
    </Section>
  );
}
