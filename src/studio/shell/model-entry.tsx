/** A model of the library: mark, name, what its headers said, and what it is to the recipe. */
import { Menu, Tooltip } from '@mantine/core';
import { IconAlertCircle, IconDots, IconLock } from '@tabler/icons-react';
import { revealInspector } from '../commands/panels.ts';
import { useCommand } from '../commands/use-commands.ts';
import { useNodeName } from '../graph/names.ts';
import { IconButton } from '../parts/button.tsx';
import { Cut, CutEnd } from '../parts/cut.tsx';
import { ModelTag } from '../parts/model-tag.tsx';
import { type Role, useRole, useTag } from '../parts/use-tag.ts';
import { isDemo } from '../state/library.ts';
import { dragRef } from '../state/model-drag.ts';
import { ownerOf, shortName } from '../state/model-marks.ts';
import { addToMerge, removeFromMerge, setBase } from '../state/recipe-edits.ts';
import { removeSource, retrySource, type SourceState } from '../state/sources-store.ts';
import { useSources, useView } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import { writtenCount } from '../words/format.ts';
import styles from './left-panel.module.css';

const ROLE_TEXT: Readonly<Record<Role, string>> = { base: 'base', model: 'in use', unused: '' };

export function selectModel(ref: string): void {
  setView({ selection: { kind: 'model', ref } });
  revealInspector();
}

/** The way by hand, and the one by keys. */
function useDragTip(): string {
  const { keys } = useCommand('connect');
  return keys === undefined ? 'Drag it onto the graph' : `Drag it onto the graph, or connect it with ${keys}`;
}

export function ModelEntry({ modelRef }: { readonly modelRef: string }) {
  const role = useRole(modelRef);
  const tag = useTag(modelRef, role === 'base');
  const state = useSources(({ entries }) => entries[modelRef]?.state);
  const selected = useView(({ selection }) => selection.kind === 'model' && selection.ref === modelRef);
  const name = useNodeName(modelRef);
  const tip = useDragTip();
  return (
    <li className={styles.model} data-selected={selected || undefined}>
      <button
        type="button"
        className={styles.entry}
        title={tip}
        onClick={() => selectModel(modelRef)}
        aria-current={selected || undefined}
        {...dragRef(modelRef)}
      >
        <ModelTag {...tag} size="large" />
        <span className={styles.words}>
          <span className={styles.modelName}>
            <Cut text={name} whole={modelRef} />
          </span>
          <StateLine modelRef={modelRef} state={state} />
        </span>
        <span className={styles.role}>{ROLE_TEXT[role]}</span>
      </button>
      <span className={styles.more}>
        <ModelMenu modelRef={modelRef} role={role} />
      </span>
    </li>
  );
}

function StateLine({ modelRef, state }: { readonly modelRef: string; readonly state: SourceState | undefined }) {
  if (state?.kind === 'fault') {
    const Icon = state.fault.code === 'access' ? IconLock : IconAlertCircle;
    return (
      <small data-tone={state.fault.code === 'access' ? 'warning' : 'error'}>
        <Icon size={12} stroke={1.6} aria-hidden />
        <CutEnd text={state.fault.what} />
      </small>
    );
  }
  if (state?.kind !== 'ready') return <small>reading headers</small>;
  const { parameters, dtypes } = state.summary;
  const from = isDemo(modelRef) ? 'demo' : (ownerOf(modelRef) ?? 'files');
  return (
    <small>
      <Cut text={from} />
      <span className={styles.facts}>{['', writtenCount(parameters), dtypes[0]].filter((fact) => fact !== undefined).join(' · ')}</span>
    </small>
  );
}

function ModelMenu({ modelRef, role }: { readonly modelRef: string; readonly role: Role }) {
  const faulty = useSources(({ entries }) => entries[modelRef]?.state.kind === 'fault');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton name={`${shortName(modelRef)}: more`}>
          <IconDots size={16} stroke={1.6} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {role === 'unused' && <Menu.Item onClick={() => addToMerge(modelRef)}>Add to the merge</Menu.Item>}
        {role !== 'base' && <Menu.Item onClick={() => setBase(modelRef)}>Use as the base</Menu.Item>}
        {role !== 'unused' && <Menu.Item onClick={() => removeFromMerge(modelRef)}>Take out of the merge</Menu.Item>}
        {faulty && <Menu.Item onClick={() => retrySource(modelRef)}>Read it again</Menu.Item>}
        {role === 'unused' && (
          <Menu.Item color="var(--error)" onClick={() => removeSource(modelRef)}>
            Remove from this list
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

export function RailEntry({ modelRef }: { readonly modelRef: string }) {
  const role = useRole(modelRef);
  const tag = useTag(modelRef, role === 'base');
  const tip = useDragTip();
  return (
    <Tooltip label={`${shortName(modelRef)}: ${tip}`} position="right">
      <button
        type="button"
        className={styles.railEntry}
        aria-label={`${tag.letter}, ${shortName(modelRef)}`}
        onClick={() => selectModel(modelRef)}
        {...dragRef(modelRef)}
      >
        <ModelTag {...tag} size="large" />
      </button>
    </Tooltip>
  );
}
