/** One entry of a tensor: what each model makes of it, which sign was elected, what came out. */
import { IconPin, IconPinFilled } from '@tabler/icons-react';
import type { EntryView, Observation } from '../../engine/client.ts';
import { IconButton } from '../parts/button.tsx';
import { Cut } from '../parts/cut.tsx';
import { ModelTag } from '../parts/model-tag.tsx';
import { Facts, Section } from '../parts/section.tsx';
import { useTag } from '../parts/use-tag.ts';
import { shortName } from '../state/model-marks.ts';
import styles from './map.module.css';
import { openTensor, setMap, togglePin, useAnswers, useMap } from './map-store.ts';
import { exactText, signedText } from './words.ts';

export function EntrySection({ inputs }: { readonly inputs: Observation['inputs'] }) {
  const entry = useAnswers((state) => state.entry);
  const tensor = useMap((state) => state.tensor);
  const pinned = useMap(({ pins }) =>
    pins.some((pin) => pin.tensor === entry?.tensor && pin.row === entry?.row && pin.column === entry?.column),
  );
  if (tensor === undefined) return undefined;
  const Pin = pinned ? IconPinFilled : IconPin;
  return (
    <Section
      title="Entry"
      note={entry && `row ${entry.row}, column ${entry.column}`}
      tools={
        entry && (
          <IconButton name={pinned ? 'Take the pin out' : 'Pin'} keys="P" pressed={pinned} onClick={togglePin}>
            <Pin size={16} stroke={1.6} />
          </IconButton>
        )
      }
    >
      {entry ? <EntryTable entry={entry} inputs={inputs} /> : <p className={styles.note}>Point at the map, or move with the arrow keys.</p>}
      <Pins />
    </Section>
  );
}

function EntryTable({ entry, inputs }: { readonly entry: EntryView; readonly inputs: Observation['inputs'] }) {
  const { base, elected, result } = entry;
  return (
    <>
      <table className={styles.entry}>
        <thead>
          <tr>
            <th>Model</th>
            <th data-numeric>Value</th>
            <th data-numeric>Change τ</th>
            <th>Kept</th>
            <th>Sign</th>
          </tr>
        </thead>
        <tbody>
          {inputs.map((input, i) => {
            const own = entry.inputs[i];
            return own && !input.base ? (
              <EntryRow key={input.ref} modelRef={input.ref} own={own} voted={elected !== undefined} />
            ) : undefined;
          })}
        </tbody>
      </table>
      <Facts
        rows={[
          elected === undefined
            ? undefined
            : ['Elected sign', <ElectedSign key="sign" elected={elected} votes={entry.inputs.map(({ vote }) => vote)} />],
          base === undefined ? undefined : ['Base', <code key="base">{exactText(base)}</code>],
          ['Result', <code key="result">{exactText(result)}</code>],
          base === undefined ? undefined : ['Result less base', <code key="change">{signedText(result - base)}</code>],
        ]}
      />
    </>
  );
}

/** "+ by +0.00115 to −0.00043": what pulled its way, and what the other. */
function ElectedSign({ elected, votes }: { readonly elected: 1 | -1; readonly votes: readonly number[] }) {
  const pull = (sign: 1 | -1) => votes.reduce((sum, vote) => (vote * sign > 0 ? sum + vote : sum), 0);
  return (
    <span>
      <strong>{elected > 0 ? '+' : '−'}</strong> by {signedText(pull(elected))} to {signedText(pull(elected > 0 ? -1 : 1))}
    </span>
  );
}

interface EntryRowProps {
  readonly modelRef: string;
  readonly own: EntryView['inputs'][number];
  readonly voted: boolean;
}

function EntryRow({ modelRef, own: { value, change, kept, agrees }, voted }: EntryRowProps) {
  const tag = useTag(modelRef, false);
  return (
    <tr>
      <td>
        <span className={styles.who}>
          <ModelTag {...tag} />
          <Cut text={shortName(modelRef)} />
        </span>
      </td>
      <td data-numeric>{exactText(value)}</td>
      <td data-numeric>{signedText(change)}</td>
      <td>{!kept ? 'trimmed' : change === 0 ? 'unchanged' : 'yes'}</td>
      <td>{!voted || agrees === undefined ? '–' : agrees ? 'agrees' : 'lost'}</td>
    </tr>
  );
}

function Pins() {
  const pins = useMap((state) => state.pins);
  if (pins.length === 0) return undefined;
  return (
    <ul className={styles.pins} aria-label="Pinned entries">
      {pins.map((pin) => (
        <li key={`${pin.tensor} ${pin.row} ${pin.column}`}>
          <button
            type="button"
            title={pin.tensor}
            onClick={() => {
              openTensor(pin.tensor);
              setMap({ cursor: { row: pin.row, column: pin.column } });
            }}
          >
            {pin.tensor.replace(/^model\.(layers\.)?/, '').replace(/\.weight$/, '')} [{pin.row}, {pin.column}]
          </button>
        </li>
      ))}
    </ul>
  );
}
