/** A number with a short label before it, for settings that need no slider. */
import { useId, useState } from 'react';
import { NumberField } from '../parts/number-field.tsx';
import { nudge, type SliderScale } from '../parts/slider-scale.ts';
import { setting } from '../words/format.ts';
import styles from './curve.module.css';

interface SmallNumberProps {
  readonly label: string;
  readonly name: string;
  readonly value: number;
  readonly scale: SliderScale;
  readonly onCommit: (value: number) => void;
}

export function SmallNumber({ label, name, value, scale, onCommit }: SmallNumberProps) {
  const [fault, setFault] = useState<string | undefined>(undefined);
  const id = useId();
  return (
    <span className={styles.small} data-fault={fault !== undefined || undefined}>
      <span aria-hidden="true">{label}</span>
      <NumberField
        name={name}
        label={label}
        text={setting(Number(value.toFixed(6)), scale.step)}
        scale={scale}
        fault={fault}
        faultId={id}
        onFault={setFault}
        onStep={(steps) => onCommit(nudge(value, steps, scale))}
        onCommit={onCommit}
      />
      {fault !== undefined && (
        <span id={id} className={styles.fault} role="alert">
          {fault}
        </span>
      )}
    </span>
  );
}
