/** One merge of the graph: its method, its parents with all their sliders, what it shares, what the planner says of it. */
import { IconCopy, IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useCommand } from '../commands/use-commands.ts';
import { useTroubles } from '../graph/badge.tsx';
import { renameSelected } from '../graph/graph-edits.ts';
import { DocumentForm } from '../merge/document-form.tsx';
import { Mends } from '../merge/mend-buttons.tsx';
import { IconButton } from '../parts/button.tsx';
import { ToneIcon } from '../parts/chip.tsx';
import { Section } from '../parts/section.tsx';
import { documentAt } from '../state/recipe-places.ts';
import type { Trouble } from '../state/troubles.ts';
import { useRecipe } from '../state/use-store.ts';
import { counted } from '../words/format.ts';
import styles from './inspector.module.css';
import { InspectorHead } from './inspector-head.tsx';
import { SelectedParameter } from './selected-parameter.tsx';

const icon = { size: 16, stroke: 1.6 };

export function MergeInspector({ document }: { readonly document: number }) {
  const name = useRecipe(({ recipe }) => documentAt(recipe, document)?.name);
  const duplicate = useCommand('duplicateMerge');
  const remove = useCommand('deleteNode');
  return (
    <>
      <InspectorHead title={name === undefined ? 'Merge' : `Merge “${name}”`}>
        <IconButton {...duplicate}>
          <IconCopy {...icon} />
        </IconButton>
        <IconButton {...remove} name="Delete the merge">
          <IconTrash {...icon} />
        </IconButton>
      </InspectorHead>
      {name !== undefined && <NameField key={name} document={document} name={name} />}
      <div className={styles.form}>
        <DocumentForm index={document} label="Settings of the merge" />
      </div>
      <SelectedParameter document={document} />
      <Planner document={document} />
    </>
  );
}

/** Later merges use it by this name. */
function NameField({ document, name }: { readonly document: number; readonly name: string }) {
  const [text, setText] = useState(name);
  const [fault, setFault] = useState<string | undefined>(undefined);
  const commit = () => setFault(renameSelected(document, text.trim()));
  useEffect(() => setText(name), [name]);
  return (
    <Section title="Name">
      <input
        className={styles.input}
        aria-label="Name of this merge"
        aria-invalid={fault !== undefined}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape') setText(name);
        }}
      />
      {fault !== undefined && (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      )}
    </Section>
  );
}

const TONES = { error: 'error', warning: 'warning', note: 'plain' } as const;

function Planner({ document }: { readonly document: number }) {
  const all = useTroubles(document);
  return (
    <Section title="Planner" note={all.length === 0 ? 'nothing to report' : counted(all.length, 'thing')}>
      {all.length > 0 && (
        <ul className={styles.troubles}>
          {all.map((trouble) => (
            <TroubleRow key={`${trouble.severity} ${trouble.what} ${trouble.where} ${trouble.problem?.path}`} trouble={trouble} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function TroubleRow({ trouble }: { readonly trouble: Trouble }) {
  const { severity, what, where, hint } = trouble;
  return (
    <li>
      <ToneIcon tone={TONES[severity]} size={16} />
      <div>
        <p>
          <strong>{what}</strong> {where}
        </p>
        {hint !== undefined && <p>{hint}</p>}
        <Mends trouble={trouble} />
      </div>
    </li>
  );
}
