/** The Map tab: what to show, the model's grid, and one tensor beside it; or both as tables. */
import { SegmentedControl, Select, Switch } from '@mantine/core';
import { useEffect } from 'react';
import { dialogOpen } from '../commands/commands.ts';
import { chordOf, isPlain, takesText } from '../commands/keys.ts';
import { useLive } from '../live/live-store.ts';
import { Grey } from '../parts/grey.tsx';
import { percent } from '../words/format.ts';
import { useForcedColours } from './canvas.tsx';
import { exportMap } from './export-map.ts';
import { ExportMenu } from './export-menu.tsx';
import { FaultNote } from './fault-note.tsx';
import { currentFrame, followMap } from './follow.ts';
import styles from './map.module.css';
import { mapStore, openTensor, setMap, setQuantity, togglePin, useMap } from './map-store.ts';
import { BinTable, TensorTable } from './map-table.tsx';
import { ModelMap } from './model-map.tsx';
import { quantitiesOf } from './quantities.ts';
import { type Shown, useShown } from './shown.ts';
import { TensorMap } from './tensor-map.tsx';
import { unitOf } from './words.ts';

export function MapView() {
  const shown = useShown();
  const fault = useLive((state) => state.fault);
  useEffect(followMap, []);
  useEffect(listenToLetters, []);
  if (!shown) return fault ? <FaultNote fault={fault} /> : <Waiting />;
  return (
    <div className={styles.view}>
      <MapBar shown={shown} />
      <MapPanes shown={shown} />
    </div>
  );
}

/** Letters work wherever the focus is while the map shows: what had it may leave with the picture. */
function listenToLetters(): () => void {
  const over = new AbortController();
  window.addEventListener('keydown', onKeyDown, { signal: over.signal });
  return () => over.abort();
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || !isPlain(chordOf(event)) || dialogOpen() || takesText(event.target)) return;
  const key = event.key.toLowerCase();
  if (key === 't') setMap({ table: !mapStore.getState().table });
  else if (key === 'p') togglePin();
  else return;
  event.preventDefault();
}

function Waiting() {
  const busy = useLive((state) => state.busy);
  if (busy) return <Grey lines={8} label="Reading weights" />;
  return <p className={styles.empty}>A map shows what a merge does to the weights. Choose models that fit together on the first tab.</p>;
}

function MapBar({ shown }: { readonly shown: Shown }) {
  const table = useMap((state) => state.table);
  const { observation, quantity } = shown;
  const all = quantitiesOf(observation.inputs);
  const groups = [...new Set(all.map(({ group }) => group))].map((group) => ({
    group,
    items: all.filter((one) => one.group === group).map(({ key, label }) => ({ value: key, label })),
  }));
  return (
    <div className={styles.bar}>
      <div className={styles.choice}>
        <span aria-hidden="true">Show</span>
        <Select
          aria-label="Quantity"
          data={groups}
          value={quantity.key}
          onChange={(key) => key !== null && setQuantity(key)}
          w={190}
          classNames={{ input: styles.select ?? '' }}
        />
      </div>
      <FollowSwitch />
      <span className={styles.coverage}>{coverageText(shown)}</span>
      <span className={styles.tools}>
        <SegmentedControl
          aria-label="View"
          data={[
            { value: 'map', label: 'Map' },
            { value: 'table', label: 'Table' },
          ]}
          value={table ? 'table' : 'map'}
          onChange={(value) => setMap({ table: value === 'table' })}
        />
        <ExportMenu name="Export the map" onExport={(kind) => void exportMap(kind, shown)} />
      </span>
    </div>
  );
}

function coverageText({ observation: { sampled, tensors } }: Shown): string {
  if (!sampled) return 'exact, every entry';
  const looked = tensors.reduce((sum, { coverage }) => sum + coverage.entries, 0);
  const of = tensors.reduce((sum, { coverage }) => sum + coverage.of, 0);
  return `grid sampled, ${percent(looked / of)} of the entries`;
}

function FollowSwitch() {
  const frozen = useMap((state) => state.frozen !== undefined);
  const toggle = () => setMap({ frozen: frozen ? undefined : currentFrame() });
  return <Switch label="Follows sliders" checked={!frozen} onChange={toggle} classNames={{ label: styles.switchLabel ?? '' }} />;
}

function MapPanes({ shown }: { readonly shown: Shown }) {
  const table = useMap((state) => state.table);
  const name = useMap((state) => state.tensor);
  const filter = useMap((state) => state.filter);
  const forced = useForcedColours();
  const dashes = useMap((state) => state.dashes) || forced;
  const tensor = shown.observation.tensors.find((one) => one.name === name);
  const unit = unitOf(shown.quantity, shown.scale);
  return (
    <div className={styles.panes} data-open={tensor !== undefined || undefined}>
      <section className={styles.model} aria-label="Model">
        <div className={styles.head}>
          <h2>Model</h2>
          <span className={styles.square}>
            {shown.observation.tensors.length} tensors, layer by module{unit && `, in ${unit}`}
          </span>
        </div>
        {table ? (
          <TensorTable shown={shown} />
        ) : (
          <ModelMap
            label={`${shown.quantity.label}, layer by module`}
            shown={shown}
            look={{ filter, dashes }}
            layers="down"
            marked={name}
            onOpen={openAndFocus}
          />
        )}
      </section>
      <section className={styles.one} aria-label="Tensor">
        {tensor && table && <BinTable shown={shown} tensor={tensor} />}
        {tensor && !table && <TensorMap key={tensor.name} shown={shown} tensor={tensor} />}
        {!tensor && <p className={styles.empty}>Choose a square of the grid to see inside its tensor.</p>}
      </section>
    </div>
  );
}

function openAndFocus(tensor: string): void {
  openTensor(tensor);
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-map-plot]')?.focus());
}
