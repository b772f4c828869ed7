/** Cosines between task vectors as a square of numbers, which is its own table. */
import { useForcedColours, useScheme } from '../map/canvas.tsx';
import { colourOf, cssColour, inkOn } from '../map/scale.ts';
import { exactText } from '../map/words.ts';
import { ColumnHeads } from '../parts/column-heads.tsx';
import { exportMatrix, provenanceOf } from './export-chart.ts';
import styles from './layers.module.css';
import { MATRIX_SCALE, type Matrix } from './panel.ts';
import { Frame } from './panel-frame.tsx';

const TITLE = 'Cosine of task vectors';

export function MatrixFrame({ matrix }: { readonly matrix: Matrix }) {
  const { names, values, floor } = matrix;
  return (
    <Frame
      id="matrix"
      title={TITLE}
      formula="whole model"
      expect={`Chance ± ${exactText(floor)}; the scale ends at ± 0.5`}
      onExport={(kind) => void exportMatrix(kind, provenanceOf(TITLE), matrix)}
    >
      <div className={styles.matrixFrame}>
        <table className={styles.matrix} aria-label={TITLE}>
          <thead>
            <tr>
              <td />
              <ColumnHeads names={names} />
            </tr>
          </thead>
          <tbody>
            {names.map((name, row) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {names.map((other, column) => (
                  <MatrixCell key={other} value={values[row]?.[column]} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Frame>
  );
}

function MatrixCell({ value }: { readonly value: number | undefined }) {
  const scheme = useScheme();
  const forced = useForcedColours();
  if (value === undefined) return <td data-empty />;
  const ground = colourOf(MATRIX_SCALE, value, scheme);
  return (
    <td style={forced ? undefined : { background: cssColour(ground), color: cssColour(inkOn(ground)) }}>
      {value.toFixed(2).replace('-', '−')}
    </td>
  );
}
