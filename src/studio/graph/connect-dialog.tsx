/** Connecting without a pointer: from which model, into which merge, as what. Refusals are said before the button is tried. */
import { Modal, SegmentedControl, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { methodSpec } from '../../methods/specs.ts';
import type { ModelRef } from '../../recipe/recipe.ts';
import { outputDocument } from '../../recipe/slices.ts';
import { choicesOf } from '../merge/model-choices.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { setsBaseApart } from '../state/recipe-places.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { useRecipe, useSources, useView } from '../state/use-store.ts';
import { setView, viewStore } from '../state/view-store.ts';
import styles from './graph.module.css';
import { connectModel, connectModelRefusal } from './graph-edits.ts';
import { mergeOf } from './selection.ts';

const close = () => setView({ dialog: undefined });

/** A list that opens belongs to the dialog, also for those who listen. */
const INSIDE = { withinPortal: false } as const;

export function ConnectDialog() {
  const open = useView((state) => state.dialog === 'connect');
  return (
    <Modal.Root opened={open} onClose={close} size={440} yOffset="14vh" styles={{ content: { overflow: 'visible' } }}>
      <Modal.Overlay />
      <Modal.Content aria-label="Connect">
        <div className={styles.dialogHead}>
          <h2>Connect</h2>
          <IconButton name="Close" onClick={close}>
            <IconX size={16} stroke={1.6} />
          </IconButton>
        </div>
        {open && <Form />}
      </Modal.Content>
    </Modal.Root>
  );
}

/** The selected node is one end, the model or the merge. */
function firstEnds(): { readonly from: ModelRef | undefined; readonly into: number } {
  const { recipe } = recipeStore.getState();
  const { selection } = viewStore.getState();
  const into = mergeOf(recipe, selection) ?? (recipe ? outputDocument(recipe) : 0);
  return { from: selection.kind === 'model' ? selection.ref : undefined, into };
}

function Form() {
  const first = useState(firstEnds)[0];
  const [from, setFrom] = useState(first.from);
  const [into, setInto] = useState(first.into);
  const [role, setRole] = useState<'model' | 'base'>('model');
  const library = useSources(useShallow((state) => state.order));
  const documents = useRecipe(({ recipe }) => recipe?.documents);
  const results = documents?.flatMap(({ name }) => name ?? []) ?? [];
  const merges =
    documents?.map(({ name, method }, i) => ({
      value: String(i),
      label: [methodSpec(method)?.label ?? method, name].filter(Boolean).join(', '),
    })) ?? [];
  const reason = useRecipe(() => (from === undefined ? 'Choose a model' : connectModelRefusal(from, into, role)));
  const [fromId, intoId] = [useId(), useId()];
  const apart = setsBaseApart(documents?.[into]?.method ?? '');
  return (
    <form
      className={styles.dialogBody}
      onSubmit={(event) => {
        event.preventDefault();
        if (from === undefined || reason !== undefined) return;
        close();
        connectModel(from, into, role);
      }}
    >
      <label htmlFor={fromId}>From</label>
      <Select
        id={fromId}
        data-autofocus
        searchable
        comboboxProps={INSIDE}
        nothingFoundMessage="No model of this name"
        placeholder="A model, or a merge’s result"
        data={[...choicesOf([...library, ...results])]}
        value={from ?? null}
        onChange={(value) => setFrom(value ?? undefined)}
      />
      <label htmlFor={intoId}>Into</label>
      <Select
        id={intoId}
        data={merges}
        comboboxProps={INSIDE}
        value={String(into)}
        onChange={(value) => value !== null && setInto(Number(value))}
      />
      {apart && (
        <>
          <span>As</span>
          <SegmentedControl
            aria-label="As"
            data={[
              { value: 'model', label: 'a model' },
              { value: 'base', label: 'the base' },
            ]}
            value={role}
            onChange={(value) => setRole(value === 'base' ? 'base' : 'model')}
          />
        </>
      )}
      <p className={styles.dialogReason} role="status">
        {from !== undefined && reason}
      </p>
      <Button kind="primary" type="submit" reason={reason}>
        Connect
      </Button>
    </form>
  );
}
