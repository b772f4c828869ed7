/** The Map tab: what to show, the model's grid, and one tensor beside it; or both as tables. */
import { SegmentedControl, Switch } from '@mantine/core';
import { useEffect } from 'react';
import { useLive } from '../live/live-store.ts';
import { MergeChoice } from '../live/merge-choice.tsx';
import { useObservedDocument } from '../live/observed-merge.ts';
import { Grey } from '../parts/grey.tsx';
import { useJob } from '../state/use-store.ts';
import { counted, percent, writtenBytes } from '../words/format.ts';
import { useForcedColours } from './canvas.tsx';
import { BetweenChoice, QuantityChoice } from './choices.tsx';
import { exportMap } from './export-map.ts';
import { ExportMenu } from './export-menu.tsx';
import { FaultNote } from './fault-note.tsx';
import { currentFrame, followMap } from './follow.ts';
import styles from './map.module.css';
import { mapOffer } from './map-commands.ts';
import { mapStore, openTensor, setMap, useMap } from './map-store.ts';
import { BinTable, TensorTable } from './map-table.tsx';
import { ModelMap } from './model-map.tsx';
import { type Shown, useShown } from './shown.ts';
import { TensorMap } from './tensor-map.tsx';
import { useOpening } from './use-opening.ts';
import { unitOf } from './words.ts';

export function MapView() {
  const shown = useShown();
  const fault = useLive((state) => state.fault);
  useEffect(followMap, []);
  if (!shown) return fault ? <FaultNote fault={fault} /> : <Waiting />;
  return (
    <div className={styles.view}>
      <Offered shown={shown} />
      <MapBar shown={shown} />
      <MapPanes shown={shown} />
    </div>
  );
}

/** What commands can do while the map shows. */
function Offered({ shown }: { readonly shown: Shown }): undefined {
  useEffect(() => mapOffer.make({ save: (kind) => void exportMap(kind, shown), follow: toggleFollow }), [shown]);
}

const toggleFollow = () => setMap({ frozen: mapStore.getState().frozen ? undefined : currentFrame() });

function Waiting() {
  const busy = useLive((state) => state.busy);
  if (busy)
    return (
      <div className={styles.waiting}>
        <Grey lines={8} label="Reading weights" />
      </div>
    );
  return <p className={styles.empty}>A map shows what a merge does to the weights. Choose models that fit together on the first tab.</p>;
}

function MapBar({ shown }: { readonly shown: Shown }) {
  const table = useMap((state) => state.table);
  return (
    <div className={styles.bar}>
      <Merge shown={shown} />
      <QuantityChoice shown={shown} />
      <BetweenChoice shown={shown} />
      <FollowSwitch />
      <span className={styles.coverage} title={coverageText(shown)}>
        {coverageText(shown)}
      </span>
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
        <ExportMenu name="Export the map" onExport={(kind) => void exportMap(kind, shown)} onGrey={() => void exportMap('grey', shown)} />
      </span>
    </div>
  );
}

/** A held map is of the merge that it was held for; another one is looked at as it is now. */
function Merge({ shown: { observation } }: { readonly shown: Shown }) {
  const held = useMap((state) => state.frozen !== undefined);
  const wanted = useObservedDocument();
  return <MergeChoice shown={held ? observation.document : wanted} onChoose={() => setMap({ frozen: undefined })} />;
}

function coverageText({ observation: { sampled, tensors } }: Shown): string {
  const known = tensors.filter(({ coverage }) => coverage.entries > 0).length;
  if (known < tensors.length) return `${known} of ${counted(tensors.length, 'tensor')} read`;
  if (!sampled) return 'exact, every entry';
  const looked = tensors.reduce((sum, { coverage }) => sum + coverage.entries, 0);
  const of = tensors.reduce((sum, { coverage }) => sum + coverage.of, 0);
  return `grid sampled, ${percent(looked / of)} of the entries`;
}

function FollowSwitch() {
  const frozen = useMap((state) => state.frozen !== undefined);
  return <Switch label="Follows sliders" checked={!frozen} onChange={toggleFollow} classNames={{ label: styles.switchLabel ?? '' }} />;
}

function MapPanes({ shown }: { readonly shown: Shown }) {
  const table = useMap((state) => state.table);
  const name = useMap((state) => state.tensor);
  const filter = useMap((state) => state.filter);
  const forced = useForcedColours();
  const dashes = useMap((state) => state.dashes) || forced;
  const tensor = shown.observation.tensors.find((one) => one.name === name);
  useOpening(shown, tensor);
  return (
    <div className={styles.panes} data-open={tensor !== undefined || undefined}>
      <section className={styles.model} aria-label="Model">
        <div className={styles.head}>
          <h2>Model</h2>
          <span className={styles.square}>
            <GridText shown={shown} />
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
        {!tensor && <Unopened shown={shown} />}
      </section>
    </div>
  );
}

/** A tensor of a sampled merge does not open by itself: all its bytes are read then. */
function Unopened({ shown: { observation } }: { readonly shown: Shown }) {
  const far = useJob(({ plan }) => (plan.summary?.reads.far ?? 0) > 0);
  const most = useJob(({ plan }) => Math.max(0, ...(plan.summary?.tensors ?? []).map(({ readBytes }) => readBytes)));
  return (
    <p className={styles.empty}>
      Choose a square of the grid to see inside its tensor.
      {observation.sampled &&
        ` The grid is of a sample; a tensor that you open is ${far ? 'fetched' : 'read'} whole, which takes at most ${writtenBytes(most)}.`}
    </p>
  );
}

function GridText({ shown: { observation, quantity, scale } }: { readonly shown: Shown }) {
  const held = useMap((state) => state.frozen !== undefined);
  const busy = useLive((state) => state.busy);
  const { tensors } = observation;
  if (tensors.every((tensor) => quantity.ofTensor(tensor) === undefined)) {
    if (quantity.pairOf && held) return 'not counted when the map was held';
    return busy ? 'counting' : 'no tensor has such a number';
  }
  const unit = unitOf(quantity, scale);
  return `${tensors.length} tensors, layer by module${unit && `, in ${unit}`}`;
}

function openAndFocus(tensor: string): void {
  openTensor(tensor);
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-map-plot]')?.focus());
}
