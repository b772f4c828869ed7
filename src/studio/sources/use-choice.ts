/** Which row the keys are on, and which are chosen: those stay chosen while other words are searched for. */
import { type KeyboardEvent, useEffect, useState } from 'react';
import { parseModel } from '../words/parse-model.ts';
import type { Row } from './use-candidates.ts';

export interface Choice {
  /** What can be walked through: chosen ones that the list does not show come first. */
  readonly all: readonly Row[];
  readonly kept: readonly Row[];
  readonly chosen: readonly Row[];
  readonly active: Row | undefined;
  readonly pick: (row: Row) => void;
  /** Whether the key was for the list. */
  readonly onKey: (event: KeyboardEvent) => boolean;
}

const keyOf = ({ candidate }: Row): string => candidate.key;

/** A whole id that can be read is chosen by itself. */
export function useChoice(text: string, listed: readonly Row[]): Choice {
  const [picked, setPicked] = useState<ReadonlyMap<string, Row>>(new Map());
  const [activeKey, setActive] = useState<string | undefined>(undefined);
  /** Arrows were used after the last letter: now Space chooses. */
  const [walking, setWalking] = useState(false);
  const shown = new Map(listed.map((row) => [keyOf(row), row]));
  const kept = [...picked.values()].filter((row) => !shown.has(keyOf(row)));
  const all = [...kept, ...listed];
  // biome-ignore lint/correctness/useExhaustiveDependencies: new words begin anew
  useEffect(() => {
    setWalking(false);
    setActive(undefined);
  }, [text]);

  const typed = typedRow(text, listed);
  const ready = typed?.fit?.kind === 'ready' && !typed.candidate.inUse ? keyOf(typed) : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: chosen once, when its headers are there
  useEffect(() => {
    if (ready !== undefined && typed) setPicked((rows) => new Map([...rows, [ready, typed]]));
  }, [ready]);

  const active = all.find((row) => keyOf(row) === activeKey);
  const toggle = (row: Row) => {
    if (row.candidate.inUse || row.judgement?.blocked !== undefined) return;
    setPicked((rows) =>
      rows.has(keyOf(row)) ? new Map([...rows].filter(([key]) => key !== keyOf(row))) : new Map([...rows, [keyOf(row), row]]),
    );
  };
  const move = (by: 1 | -1) => {
    const at = active ? all.indexOf(active) : by === 1 ? -1 : all.length;
    const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
    setWalking(true);
    setActive(next && keyOf(next));
    requestAnimationFrame(() => document.querySelector('[role=option][data-active]')?.scrollIntoView({ block: 'nearest' }));
  };
  return {
    all,
    kept,
    chosen: [...picked].map(([key, row]) => shown.get(key) ?? row),
    active: active ?? typed,
    pick(row) {
      setActive(keyOf(row));
      setWalking(true);
      toggle(row);
    },
    onKey({ key }) {
      if (key === 'ArrowDown' || key === 'ArrowUp') move(key === 'ArrowDown' ? 1 : -1);
      else if (key === ' ' && walking && active) toggle(active);
      else if (key === 'Enter' && picked.size === 0 && active) toggle(active);
      else return false;
      return true;
    },
  };
}

/** The row of a whole id, with its revision where one was typed. */
function typedRow(text: string, listed: readonly Row[]): Row | undefined {
  const model = parseModel(text);
  const key = model && (model.revision === undefined ? model.id : `${model.id}@${model.revision}`).toLowerCase();
  return listed.find((row) => keyOf(row).toLowerCase() === key);
}
