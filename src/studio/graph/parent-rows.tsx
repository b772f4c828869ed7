/** The parents of a merge, a row each with its port, and the one value that the method's models share (SLERP's t). */
import { Handle, Position } from '@xyflow/react';
import { memo } from 'react';
import { methodSpec, type ParameterSpec } from '../../methods/specs.ts';
import { labelOf } from '../merge/parameter-facts.ts';
import { Cut } from '../parts/cut.tsx';
import { ModelTag, tagColour } from '../parts/model-tag.tsx';
import { useTag } from '../parts/use-tag.ts';
import { shortName } from '../state/model-marks.ts';
import { documentAt, ownParameters, sharedPlace } from '../state/recipe-places.ts';
import { useRecipe } from '../state/use-store.ts';
import styles from './graph.module.css';
import type { ParentRow } from './graph-model.ts';
import { useNodeName } from './names.ts';
import { NodeSlider } from './node-slider.tsx';

interface RowsProps {
  readonly document: number;
  readonly method: string;
  /** The merge's name, for those who hear it. */
  readonly merge: string;
}

export const ParentRows = ({ rows, ...rest }: RowsProps & { readonly rows: readonly ParentRow[] }) => (
  <>
    {rows.map((row) => (
      <Row key={row.port} row={row} {...rest} />
    ))}
  </>
);

const Row = memo(
  function Row({ row, document, method, merge }: RowsProps & { readonly row: ParentRow }) {
    const { port, ref, role } = row;
    const tag = useTag(ref, role === 'base');
    const name = useNodeName(ref);
    return (
      <div className={styles.row} data-role={role}>
        <Handle id={port} type="target" position={Position.Left} className={styles.port ?? ''} data-role={role} aria-hidden="true" />
        <ModelTag {...tag} />
        <span className={styles.rowName}>
          <Cut text={name} tail={6} />
        </span>
        <RowValue row={row} document={document} method={method} merge={merge} colour={tagColour(tag)} />
      </div>
    );
  },
  (a, b) => JSON.stringify(a) === JSON.stringify(b),
);

function RowValue({ row, document, method, merge, colour }: RowsProps & { readonly row: ParentRow; readonly colour: string }) {
  const base = useRecipe(({ recipe }) => documentAt(recipe, document)?.base);
  const { role, ref, model, place, note } = row;
  if (role === 'base') return <span className={styles.note}>base</span>;
  if (note !== undefined) return <span className={styles.note}>{note}</span>;
  const spec = ownSlider(method, ref === base);
  if (spec && place) {
    const label = `${labelOf(spec)} of ${shortName(ref)}`;
    return (
      <NodeSlider
        document={document}
        spec={spec}
        model={model}
        modelRef={ref}
        place={[...place, 'parameters', spec.key]}
        label={label}
        merge={merge}
        colour={colour}
      />
    );
  }
  return walkOf(method) ? <span className={styles.note}>{`t = ${ref === base ? 0 : 1}`}</span> : undefined;
}

/** A model's first own number: its weight, or its scale. */
function ownSlider(method: string, isBase: boolean): ParameterSpec | undefined {
  const spec = methodSpec(method);
  return spec?.parameters.find((parameter) => parameter.type === 'number' && ownParameters(spec, parameter, isBase));
}

/** The position on the way from one model to the other. */
export const walkOf = (method: string): ParameterSpec | undefined => {
  const spec = methodSpec(method);
  return spec?.base === 'member' ? spec.parameters.find(({ key, scope }) => key === 't' && scope === 'shared') : undefined;
};

export function SharedRow({ document, method, merge }: RowsProps) {
  const spec = walkOf(method);
  if (!spec) return undefined;
  return (
    <div className={styles.row}>
      <span className={styles.rowName}>t</span>
      <NodeSlider document={document} spec={spec} place={sharedPlace(spec)} label={labelOf(spec)} merge={merge} colour="var(--ink-2)" />
    </div>
  );
}
