/** The Layers tab: diagnostics of the merge, each with the floor that it stands on. */
import { SegmentedControl } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { useLive } from '../live/live-store.ts';
import { MergeChoice } from '../live/merge-choice.tsx';
import { useObservedDocument } from '../live/observed-merge.ts';
import { FaultNote } from '../map/fault-note.tsx';
import { Cut } from '../parts/cut.tsx';
import { Grey } from '../parts/grey.tsx';
import { ModelTag } from '../parts/model-tag.tsx';
import { useTag } from '../parts/use-tag.ts';
import { shortName } from '../state/model-marks.ts';
import { percent } from '../words/format.ts';
import { endBand } from './band.ts';
import { cosineMatrix } from './cosine-matrix.ts';
import { followDiagnostics, useDiagnostics } from './diagnostics-store.ts';
import styles from './layers.module.css';
import { setLayers, useLayers } from './layers-store.ts';
import { MatrixFrame } from './matrix.tsx';
import type { Material, ModuleKind } from './panel.ts';
import { PanelFrame } from './panel-frame.tsx';
import { panelsOf } from './panels.ts';
import { useMaterial, useWholeTotals } from './use-material.ts';

export function LayersView() {
  const modules = useLayers((state) => state.modules);
  const material = useMaterial(modules);
  const fault = useLive((state) => state.fault);
  const busy = useLive((state) => state.busy);
  useEffect(followDiagnostics, []);
  useEffect(() => {
    addEventListener('pointerup', endBand);
    return () => removeEventListener('pointerup', endBand);
  }, []);
  if (!material) {
    if (fault) return <FaultNote fault={fault} />;
    return busy ? (
      <div className={styles.waiting}>
        <Grey lines={8} label="Reading weights" />
      </div>
    ) : (
      <p className={styles.empty}>Diagnostics compare a merge’s models. Choose models that fit together on the first tab.</p>
    );
  }
  return (
    <div className={styles.view}>
      <LayersBar material={material} modules={modules} />
      <Panels material={material} />
    </div>
  );
}

const MODULES: readonly { readonly value: ModuleKind; readonly label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'attention', label: 'Attention' },
  { value: 'mlp', label: 'MLP' },
  { value: 'norms', label: 'Norms' },
];

const toModules = (value: string): ModuleKind => MODULES.find((one) => one.value === value)?.value ?? 'all';

function LayersBar({ material: { observation }, modules }: { readonly material: Material; readonly modules: ModuleKind }) {
  const progress = useDiagnostics((state) => state.progress);
  const fault = useDiagnostics((state) => state.fault);
  const document = useObservedDocument();
  return (
    <div className={styles.bar}>
      <MergeChoice shown={document} />
      <span className={styles.choice}>
        modules
        <SegmentedControl
          aria-label="Modules"
          data={[...MODULES]}
          value={modules}
          onChange={(value) => setLayers({ modules: toModules(value) })}
        />
      </span>
      <span className={styles.state} role="status">
        {progress !== undefined && `looking at every weight, ${percent(progress)}`}
        {fault && `${fault.what} ${fault.hint ?? ''}`}
        {progress === undefined && !fault && (observation.sampled ? 'layers sampled, diagnostics of every entry' : 'exact, every entry')}
      </span>
      <ul className={styles.legend} aria-label="Models">
        {observation.inputs.map(({ ref, base }) => (
          <LegendModel key={ref} modelRef={ref} base={base} />
        ))}
      </ul>
    </div>
  );
}

function LegendModel({ modelRef, base }: { readonly modelRef: string; readonly base: boolean }) {
  return (
    <li>
      <ModelTag {...useTag(modelRef, base)} />
      <Cut text={shortName(modelRef)} />
    </li>
  );
}

function Panels({ material }: { readonly material: Material }) {
  const panels = useMemo(() => panelsOf(material), [material]);
  const totals = useWholeTotals(material);
  const matrix = useMemo(() => totals && cosineMatrix(material, totals), [material, totals]);
  return (
    <div className={styles.panels}>
      {panels.map((panel) => (
        <PanelFrame key={panel.id} panel={panel} />
      ))}
      {matrix && <MatrixFrame matrix={matrix} />}
    </div>
  );
}
