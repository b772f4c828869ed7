/** What a merge writes: its name, its numbers, what goes along, what the machine must bear. */
import { Select } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useEffect, useId, useRef } from 'react';
import { methodSpec } from '../../methods/specs.ts';
import type { MergeDocument, WorkDType } from '../../recipe/recipe.ts';
import { outputDocument } from '../../recipe/slices.ts';
import { Facts, Section } from '../parts/section.tsx';
import { setDType } from '../state/recipe-edits.ts';
import { endGesture, renameRecipe } from '../state/recipe-store.ts';
import { GIGABYTE, setSettings } from '../state/settings-store.ts';
import { useJob, useRecipe, useSettings, useView } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import { writtenBytes } from '../words/format.ts';
import styles from './inspector.module.css';
import { InspectorHead } from './inspector-head.tsx';
import { LicenceSection } from './licence-section.tsx';
import { SeedSection } from './seed-section.tsx';

export function OutputInspector() {
  const random = useRecipe(({ recipe }) => recipe?.documents.some(({ method }) => methodSpec(method)?.random) ?? false);
  return (
    <>
      <InspectorHead title="Output" />
      <NameSection />
      <FormatSection />
      {random && <SeedSection />}
      <LicenceSection />
      <Along />
      <MachineSection />
    </>
  );
}

function NameSection() {
  const name = useRecipe((state) => state.name);
  const naming = useView((state) => state.naming);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!naming) return undefined;
    field.current?.focus();
    field.current?.select();
    return () => setView({ naming: false });
  }, [naming]);
  return (
    <Section title="Name">
      <input
        ref={field}
        // For the drawer of a narrow window, which gives the focus to its first button otherwise.
        data-autofocus={naming || undefined}
        className={styles.input}
        aria-label="Name of the merge"
        value={name}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => renameRecipe(event.currentTarget.value)}
        onBlur={(event) => {
          if (event.currentTarget.value.trim() === '') renameRecipe('Untitled');
          endGesture();
          setView({ naming: false });
        }}
      />
      <p className={styles.note}>Title of the model card. The files are offered as downloads; the browser asks where they go.</p>
    </Section>
  );
}

/** The inputs decide: mergekit's own behaviour when a recipe says nothing. */
const OF_INPUTS = 'inputs';

const DTYPES: readonly { readonly value: string; readonly label: string }[] = [
  { value: OF_INPUTS, label: 'as the inputs' },
  { value: 'float32', label: 'F32' },
  { value: 'bfloat16', label: 'BF16' },
  { value: 'float16', label: 'F16' },
];

/** Rarely wanted, so offered only where the recipe asks for it. */
const DOUBLE = { value: 'float64', label: 'F64' };
const withDouble = (choices: typeof DTYPES, value: string | undefined) => (value === DOUBLE.value ? [...choices, DOUBLE] : choices);

const toDType = (value: string | null): WorkDType | undefined => (value === null || value === OF_INPUTS ? undefined : (value as WorkDType));

const SHARDS = [1, 2, 5, 10, 50].map((gigabytes) => ({ value: String(gigabytes * GIGABYTE), label: `${gigabytes} GB` }));

/** What is written comes of this document. */
const useOutput = <T,>(select: (document: MergeDocument) => T): T | undefined =>
  useRecipe(({ recipe }) => {
    const document = recipe?.documents[outputDocument(recipe)];
    return document && select(document);
  });

function FormatSection() {
  const computed = useOutput(({ dtype }) => dtype);
  const stored = useOutput(({ outDtype }) => outDtype);
  const hasRecipe = useRecipe(({ recipe }) => recipe !== undefined);
  const shard = useSettings((state) => String(state.shardBytes));
  if (!hasRecipe) return undefined;
  const storedChoices = [{ value: OF_INPUTS, label: 'as computed' }, ...DTYPES.slice(1)];
  return (
    <Section title="Format">
      <Choice
        label="Computed as"
        data={withDouble(DTYPES, computed)}
        value={computed ?? OF_INPUTS}
        onChange={(value) => setDType('dtype', toDType(value))}
      />
      <Choice
        label="Written as"
        data={withDouble(storedChoices, stored)}
        value={stored ?? OF_INPUTS}
        onChange={(value) => setDType('out_dtype', toDType(value))}
      />
      <Choice label="Split files at" data={SHARDS} value={shard} onChange={(value) => setSettings({ shardBytes: Number(value) })} />
    </Section>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly data: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
  readonly onChange: (value: string | null) => void;
}

function Choice({ label, data, value, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className={styles.choice}>
      <label htmlFor={id}>{label}</label>
      <Select id={id} data={[...data]} value={value} classNames={{ input: styles.select ?? '' }} onChange={onChange} />
    </div>
  );
}

function Along() {
  const companions = useJob(({ plan }) => plan.summary?.companions);
  if (!companions?.length) return undefined;
  return (
    <Section title="Goes along">
      <ul className={styles.checks}>
        {companions.map((path) => (
          <li key={path}>
            <IconCheck size={14} stroke={1.8} aria-hidden />
            <code>{path}</code>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function MachineSection() {
  const label = useJob(({ backend }) => backend?.label);
  const reason = useJob(({ backend }) => backend?.reason);
  const lanes = useJob(({ backend }) => backend?.lanes);
  const cost = useJob(({ plan }) => plan.summary?.cost);
  return (
    <Section title="This machine">
      <Facts
        rows={[
          ['Computes on', label ?? 'not asked yet'],
          lanes === undefined ? undefined : ['Side by side', lanes],
          cost && ['Memory at most', writtenBytes(cost.memoryBytes)],
          cost && cost.scratchBytes > 0 ? ['Scratch space', writtenBytes(cost.scratchBytes)] : undefined,
        ]}
      />
      {reason !== undefined && <p className={styles.note}>{reason}</p>}
    </Section>
  );
}
