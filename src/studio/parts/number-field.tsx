/** A field for one number: takes `.6`, `60%`, `1/3`. Enter commits, Escape returns, what cannot be used stays, in red, with a sentence. */
import { type KeyboardEvent, type Ref, useState } from 'react';
import { parseNumber } from '../words/parse-number.ts';
import styles from './number-slider.module.css';
import type { SliderScale } from './slider-scale.ts';
import { refusal } from './slider-scale.ts';

interface NumberFieldProps {
  readonly name: string;
  /** How a sentence about it begins. */
  readonly label: string;
  /** The value as written while nobody types. */
  readonly text: string;
  readonly scale: SliderScale;
  readonly disabled?: boolean | undefined;
  readonly onCommit: (value: number) => void;
  readonly onStep: (steps: number) => void;
  readonly onFault: (sentence: string | undefined) => void;
  readonly fault: string | undefined;
  readonly faultId: string;
  readonly fieldRef?: Ref<HTMLInputElement>;
}

const STEP_KEYS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1 };

export function NumberField({ name, label, text, scale, disabled, onCommit, onStep, onFault, fault, faultId, fieldRef }: NumberFieldProps) {
  const [draft, setDraft] = useState<string | undefined>(undefined);

  const leave = () => {
    setDraft(undefined);
    onFault(undefined);
  };
  const commit = () => {
    if (draft === undefined || draft === text) return leave();
    const value = parseNumber(draft);
    const sentence = value === undefined ? 'Type a number, such as 0.6, 60% or 1/3.' : refusal(value, label, scale);
    if (sentence !== undefined || value === undefined) return onFault(sentence);
    leave();
    onCommit(value);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const steps = STEP_KEYS[event.key];
    if (event.key === 'Enter') commit();
    else if (event.key === 'Escape') leave();
    else if (steps !== undefined) onStep(steps * (event.shiftKey ? 10 : event.altKey ? 0.1 : 1));
    else return;
    if (steps !== undefined) leave();
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <input
      ref={fieldRef}
      className={styles.field}
      aria-label={name}
      aria-invalid={fault !== undefined}
      aria-describedby={fault === undefined ? undefined : faultId}
      inputMode="decimal"
      autoComplete="off"
      spellCheck={false}
      disabled={disabled}
      placeholder="none"
      value={draft ?? text}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={commit}
      onKeyDown={onKeyDown}
    />
  );
}
