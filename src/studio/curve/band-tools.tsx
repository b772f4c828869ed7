/** What was measured in the layers of a band, which charts and the curve's own axis mark, and what can be done to them at once. */
import { useState } from 'react';
import { sampleCurve } from '../../recipe/curve.ts';
import { shapeBand } from '../../recipe/curve-shapes.ts';
import { BandFacts } from '../layers/band-facts.tsx';
import type { ModuleKind } from '../layers/panel.ts';
import { useMaterial } from '../layers/use-material.ts';
import { Button } from '../parts/button.tsx';
import type { SliderScale } from '../parts/slider-scale.ts';
import { setView } from '../state/view-store.ts';
import styles from './curve.module.css';
import { allowed } from './plot-scale.ts';
import { SmallNumber } from './small-number.tsx';
import type { CurveHand } from './use-curves.ts';

/** The diagnostics' modules, by the curve's filter. */
const KINDS: Readonly<Record<string, ModuleKind>> = { self_attn: 'attention', mlp: 'mlp', norm: 'norms' };

const FACTOR = { min: 0, max: 2, step: 0.1 } as const;

export function BandTools({
  hand,
  slider,
  band,
}: {
  readonly hand: CurveHand;
  readonly slider: SliderScale;
  readonly band: readonly [number, number];
}) {
  const { curve, layers, change } = hand;
  const [from, to] = band;
  const values = sampleCurve(curve, layers).slice(from, to + 1);
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const [factor, setFactor] = useState(0.5);
  const kind = KINDS[hand.filter ?? ''] ?? 'all';
  const material = useMaterial(kind);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of tools, not a form's fieldset
    <div className={styles.bandTools} role="group" aria-label="Marked layers">
      <span className={styles.bandName}>{from === to ? `Layer ${from}` : `Layers ${from} to ${to}`}</span>
      <SmallNumber
        label="set to"
        name="Set the marked layers to"
        value={Number(mean.toFixed(4))}
        scale={slider}
        onCommit={(value) =>
          change(
            shapeBand(curve, layers, band, () => value),
            'once',
          )
        }
      />
      <SmallNumber label="×" name="Factor for the marked layers" value={factor} scale={FACTOR} onCommit={setFactor} />
      <Button
        size="small"
        onClick={() =>
          change(
            shapeBand(curve, layers, band, (value) => allowed(value * factor, { ...slider, step: 1e-5 }, true)),
            'once',
          )
        }
      >
        Scale
      </Button>
      <Button size="small" kind="quiet" onClick={() => setView({ band: undefined })}>
        Clear
      </Button>
      {material && (
        <div className={styles.bandFacts}>
          <BandFacts material={material} band={band} kind={kind} />
        </div>
      )}
    </div>
  );
}
