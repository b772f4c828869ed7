/** About the selected diagnostic, and the numbers of the marked layers. */
import { useMemo } from 'react';
import { InspectorHead } from '../inspector/inspector-head.tsx';
import { observedIn } from '../live/live-store.ts';
import { Button } from '../parts/button.tsx';
import { Facts, Section } from '../parts/section.tsx';
import { openCurve } from '../state/curve-target.ts';
import { modelPlaces } from '../state/recipe-places.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { useView } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import { percent } from '../words/format.ts';
import { clearBand } from './band.ts';
import { BandFacts } from './band-facts.tsx';
import styles from './layers.module.css';
import { useLayers } from './layers-store.ts';
import type { Material } from './panel.ts';
import { panelsOf } from './panels.ts';
import { useMaterial } from './use-material.ts';

const MATRIX_WORDS = {
  title: 'Cosine of task vectors',
  about: 'How far the models moved the same way, over all weights, and how much of each is in the merge.',
  formula: '⟨τᵢ, τⱼ⟩ / ‖τᵢ‖‖τⱼ‖',
  expect: 'Between 0 and 0.3 for fine-tunes of one base',
} as const;

export function LayersInspector() {
  const modules = useLayers((state) => state.modules);
  const selected = useLayers((state) => state.selected);
  const material = useMaterial(modules);
  const panels = useMemo(() => (material ? panelsOf(material) : []), [material]);
  const words = selected === 'matrix' ? MATRIX_WORDS : (panels.find(({ id }) => id === selected) ?? panels[0]);
  return (
    <>
      <InspectorHead title="Diagnostic" />
      {words && (
        <>
          <div className={styles.lead}>
            <h2>{words.title}</h2>
            <p>{words.about}</p>
          </div>
          <Section title="Formula">
            <p className={styles.note}>{words.formula}</p>
          </Section>
          <Section title="What to expect">
            <p className={styles.note}>{words.expect}.</p>
          </Section>
        </>
      )}
      {material && <BandSection material={material} />}
      {material && <Measured material={material} />}
    </>
  );
}

function BandSection({ material }: { readonly material: Material }) {
  const band = useView((state) => state.band);
  const modules = useLayers((state) => state.modules);
  const last = material.layers.at(-1)?.layer ?? 0;
  const [from, to] = band ?? [0, last];
  return (
    <Section
      title={band ? (from === to ? `Layer ${from}` : `Layers ${from} to ${to}`) : 'All layers'}
      note={band ? 'marked' : 'drag over a chart to mark some'}
      tools={
        band && (
          <button type="button" className={styles.clear} onClick={clearBand}>
            Clear
          </button>
        )
      }
    >
      <BandEnds from={from} to={to} last={last} />
      <BandFacts material={material} band={[from, to]} kind={modules} />
      {band && <ShapeButtons material={material} />}
    </Section>
  );
}

interface BandEndsProps {
  readonly from: number;
  readonly to: number;
  readonly last: number;
}

/** The same by keys: first and last layer of the band. */
function BandEnds({ from, to, last }: BandEndsProps) {
  const set = (next: readonly [number, number]) => setView({ band: [Math.min(...next), Math.max(...next)] });
  const within = (value: string) => Math.min(last, Math.max(0, Math.round(Number(value) || 0)));
  return (
    <div className={styles.ends}>
      <label>
        from{' '}
        <input
          type="number"
          min={0}
          max={last}
          value={from}
          aria-label="First marked layer"
          onChange={(event) => set([within(event.currentTarget.value), to])}
        />
      </label>
      <label>
        to{' '}
        <input
          type="number"
          min={0}
          max={last}
          value={to}
          aria-label="Last marked layer"
          onChange={(event) => set([from, within(event.currentTarget.value)])}
        />
      </label>
    </div>
  );
}

/** To the weight of a model, whose values over the layers can be shaped in the band. */
function ShapeButtons({ material: { observation, names } }: { readonly material: Material }) {
  const shape = (ref: string) => {
    const { recipe } = recipeStore.getState();
    const document = recipe ? observedIn(recipe, observation) : -1;
    const at = recipe?.documents[document];
    const model = at ? modelPlaces(at).findIndex((place) => place.ref === ref) : -1;
    if (model < 0) return;
    setView({ tab: 'graph' });
    openCurve({ document, key: 'weight', model });
  };
  return (
    <div className={styles.shapes}>
      {observation.inputs.map(({ ref, base }, i) =>
        base ? undefined : (
          <Button key={ref} onClick={() => shape(ref)}>
            Shape {names[i]}’s weight on these layers…
          </Button>
        ),
      )}
    </div>
  );
}

function Measured({ material: { observation } }: { readonly material: Material }) {
  const looked = observation.tensors.reduce((sum, { coverage }) => sum + coverage.entries, 0);
  const of = observation.tensors.reduce((sum, { coverage }) => sum + coverage.of, 0);
  return (
    <Section title="How it was measured">
      <Facts
        rows={[
          ['Entries', looked === of ? 'all' : `${percent(looked / of)}, sampled`],
          ['Rolled up', 'shares by entries, lengths as one vector'],
        ]}
      />
    </Section>
  );
}
