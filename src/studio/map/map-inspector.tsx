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
import { cssGradient } from './scale.ts';
import { type Shown, useShown } from './shown.ts';
import { fullText, shortText, unitOf } from './words.ts';

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
  const text = shortText(quantity, scale);
  const unit = unitOf(quantity, scale);
  const middle = (scale.low + scale.high) / 2;
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
      <div className={styles.ends}>
        <span>{text(scale.low)}</span>
        {scale.reference === undefined ? (
          <span>
            {text(middle)} {unit}
          </span>
        ) : (
          <strong>{text(scale.reference)} % chance</strong>
        )}
        <span>
          {text(scale.high)}
          {quantity.share && scale.high >= 1 ? '' : ' and more'}
        </span>
      </div>
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

function TensorSection({ shown: { quantity }, tensor }: { readonly shown: Shown; readonly tensor: TensorObservation }) {
  const { name, shape, dtype, contested, conflict, conflictMass, coverage, notes } = tensor;
  const value = quantity.ofTensor(tensor);
  return (
    <Section title="Tensor" note={name.replace(/^model\./, '').replace(/\.weight$/, '')}>
      <Facts
        rows={[
          ['Shape', shapeText(shape)],
          ['Written as', dtype],
          ['Changed by more than one', contested > 0 ? percent(contested / coverage.of) : '–'],
          conflict && ['Conflict share', fullText({ ...quantity, share: true }, conflict)],
          conflictMass && ['Conflict mass', fullText({ ...quantity, share: true }, conflictMass)],
          value && quantity.key !== 'conflict' && quantity.key !== 'conflictMass' ? [quantity.label, fullText(quantity, value)] : undefined,
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
