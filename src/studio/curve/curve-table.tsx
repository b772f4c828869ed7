/** The curve's values as a table: what each layer gets, and may be typed. */
import { sampleCurve } from '../../recipe/curve.ts';
import { setLayer } from '../../recipe/curve-shapes.ts';
import { ColumnHeads } from '../parts/column-heads.tsx';
import type { SliderScale } from '../parts/slider-scale.ts';
import styles from './curve.module.css';
import { filterLabel } from './filters.ts';
import { SmallNumber } from './small-number.tsx';
import type { CurveHand } from './use-curves.ts';

export function CurveTable({ name, hand, slider }: { readonly name: string; readonly hand: CurveHand; readonly slider: SliderScale }) {
  const { curve, layers, filter, change } = hand;
  return (
    <div className={styles.tableBox}>
      <table className={styles.table} aria-label={`${name} by layer`}>
        <thead>
          <tr>
            <ColumnHeads names={['Layer', filterLabel(filter)]} />
          </tr>
        </thead>
        <tbody>
          {sampleCurve(curve, layers).map((value, layer) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the index is the layer
            <tr key={layer}>
              <th scope="row">{layer}</th>
              <td>
                <SmallNumber
                  label=""
                  name={`${name}, layer ${layer}`}
                  value={value}
                  scale={slider}
                  onCommit={(next) => change(setLayer(curve, layers, layer, next), 'once')}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
