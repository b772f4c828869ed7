/** The parameter that is selected: what it means, what it may be, what it is by default, and settings that papers name. */
import { methodSpec, type ParameterSpec } from '../../methods/specs.ts';
import { curveEdits, writeCurve } from '../../recipe/curve.ts';
import { CURVE_SHAPES, shapedCurve } from '../../recipe/curve-shapes.ts';
import type { ParameterValue } from '../../recipe/recipe.ts';
import { runCommand } from '../commands/commands.ts';
import type { ShapedParameter } from '../curve/target.ts';
import { labelOf, scaleOf } from '../merge/parameter-facts.ts';
import { Button } from '../parts/button.tsx';
import { Facts, Section } from '../parts/section.tsx';
import { applyEdits, setParameter } from '../state/recipe-edits.ts';
import type { Place } from '../state/recipe-places.ts';
import { axisId, setDraft } from '../sweep/sweep-store.ts';
import { setting } from '../words/format.ts';
import { parameterFacts } from '../words/parameter-words.ts';
import { type Heuristic, heuristicsOf } from './heuristics.ts';
import styles from './inspector.module.css';

interface ParameterSectionProps {
  readonly document: number;
  readonly parameter: ShapedParameter;
  /** "weight of Code". */
  readonly name: string;
}

export function ParameterSection({ document, parameter, name }: ParameterSectionProps) {
  const { spec, method, place, written } = parameter;
  const known = heuristicsOf(method.id, spec.key);
  const paper = methodSpec(method.id)?.paper;
  return (
    <Section title={spec.label} note={name === labelOf(spec) ? 'shared by all models' : name}>
      <p className={styles.text}>
        {spec.help}{' '}
        {paper && (
          <a href={paper.url} target="_blank" rel="noreferrer" title={paper.title}>
            {paper.cite}
          </a>
        )}
      </p>
      <Facts rows={[...parameterFacts(spec), ['In the recipe', writtenText(written, spec)]]} />
      {known.length > 0 && (
        <ul className={styles.known} aria-label="Known settings">
          {known.map((heuristic) => (
            <li key={heuristic.text}>
              <Button size="small" onClick={() => take(document, parameter, name, heuristic)}>
                {typeof heuristic.value === 'number' ? setting(heuristic.value, scaleOf(spec).step) : 'Use'}
              </Button>
              <span>
                {heuristic.text},{' '}
                <a href={heuristic.url} target="_blank" rel="noreferrer">
                  {heuristic.cite}
                </a>
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.actions}>
        {spec.default !== undefined && written !== undefined && (
          <Button size="small" onClick={() => applyEdits(`reset ${name}`, [{ document, path: place, value: undefined }])}>
            Back to the default
          </Button>
        )}
        {(spec.type === 'number' || spec.type === 'integer') && (
          <Button size="small" onClick={() => trySeveral(document, place)}>
            Try several values…
          </Button>
        )}
      </div>
    </Section>
  );
}

/** A grid of this parameter. */
function trySeveral(document: number, place: Place): void {
  setDraft('across', { axis: axisId(document, [place]), text: undefined });
  runCommand('showSweep');
}

function writtenText(written: ParameterValue | undefined, spec: ParameterSpec): string {
  if (written === undefined) return 'nothing, so the default or a level above';
  if (typeof written === 'number') return setting(written, scaleOf(spec).step);
  if (typeof written !== 'object') return String(written);
  return typeof written[0] === 'object' ? `${written.length} rows with filters` : `a gradient of ${written.length} numbers`;
}

/** One undo step, whatever the setting is. */
function take(document: number, { place, written, spec, layers = 1 }: ShapedParameter, name: string, { value }: Heuristic): void {
  if (typeof value === 'number') {
    setParameter(name, document, place, value);
    return;
  }
  if (value !== 'u') {
    applyEdits(name, [{ document, path: place, value: value.map(({ filter, value: row }) => ({ filter, value: row })) }]);
    return;
  }
  const shape = CURVE_SHAPES.find(({ id }) => id === 'u');
  const { min, max } = scaleOf(spec);
  if (!shape) return;
  // High where the slider's upper three quarters end, low at a quarter: a shape to go on from, not a finding.
  const settings = { low: min + (max - min) / 4, high: min + ((max - min) * 3) / 4, steps: 2, centre: 0.5 };
  applyEdits(name, curveEdits(document, place, written, undefined, writeCurve(shapedCurve(shape, layers, settings), layers).value));
}
