/** What stands between the recipe and its merge: to solve, to know, notes. Each with its place and, where there is one, its mend. */
import { Menu } from '@mantine/core';
import { IconAlertCircle, IconAlertTriangle, IconChevronDown, IconExternalLink, IconInfoCircle } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { parseModelRef } from '../../recipe/refs.ts';
import { revealInspector } from '../commands/panels.ts';
import { Button } from '../parts/button.tsx';
import { hubPage } from '../sources/hub-page.ts';
import { type Mend as MendOf, mendsFor } from '../state/mends.ts';
import { retrySource } from '../state/sources-store.ts';
import { type Trouble, troubles } from '../state/troubles.ts';
import { useJob, useRecipe, useSources } from '../state/use-store.ts';
import { openSources, setView } from '../state/view-store.ts';
import styles from './merge.module.css';

const ICONS = { error: IconAlertCircle, warning: IconAlertTriangle, note: IconInfoCircle } as const;
const WORDS = { error: 'to solve', warning: 'to know', note: 'notes' } as const;

export function Problems() {
  const recipe = useRecipe((state) => state);
  const sources = useSources((state) => state);
  const job = useJob((state) => state);
  const all = useMemo(() => troubles(recipe, sources, job), [recipe, sources, job]);
  if (all.length === 0) return undefined;
  const counts = (['error', 'warning', 'note'] as const)
    .map((severity) => [all.filter((trouble) => trouble.severity === severity).length, severity] as const)
    .filter(([count]) => count > 0)
    .map(([count, severity]) => `${count} ${severity === 'note' && count === 1 ? 'note' : WORDS[severity]}`);
  return (
    <section aria-label="Problems">
      <div className={styles.band}>
        <h2>Problems</h2>
        <span className={styles.bandNote}>{counts.join(', ')}</span>
      </div>
      <ul>
        {all.map((trouble) => (
          <ProblemRow key={`${trouble.severity} ${trouble.where} ${trouble.what}`} trouble={trouble} />
        ))}
      </ul>
    </section>
  );
}

function ProblemRow({ trouble }: { readonly trouble: Trouble }) {
  const { severity, what, where, hint } = trouble;
  const Icon = ICONS[severity];
  return (
    <li className={styles.problem}>
      <Icon size={18} stroke={1.6} className={styles.problemIcon} data-severity={severity} aria-label={WORDS[severity]} />
      <div className={styles.problemWords}>
        <p>
          <strong>{what}</strong> {where !== undefined && <span className={styles.where}>{where}</span>}
        </p>
        {hint !== undefined && <p className={styles.hint}>{hint}</p>}
      </div>
      <Mends trouble={trouble} />
    </li>
  );
}

function Mends({ trouble }: { readonly trouble: Trouble }) {
  const recipe = useRecipe((state) => state.recipe);
  const library = useSources(useShallow((state) => state.order));
  const mends = useMemo(() => mendsFor(trouble, recipe, library), [trouble, recipe, library]);
  if (trouble.model) return <SourceMends {...trouble.model} />;
  if (trouble.about?.kind === 'licences') return <Mend name="Show the licences" run={showOutput} />;
  if (mends.length === 0) return undefined;
  return <span className={styles.mends}>{mends.length > SIDE_BY_SIDE ? <MendMenu mends={mends} /> : mends.map(buttonOf)}</span>;
}

/** More ways out than this are a list: nobody reads a row of long buttons. */
const SIDE_BY_SIDE = 2;

const buttonOf = ({ label, run }: MendOf) => (
  <Button key={label} onClick={run}>
    {label}
  </Button>
);

const MendMenu = ({ mends }: { readonly mends: readonly MendOf[] }) => (
  <Menu position="bottom-end">
    <Menu.Target>
      <Button>
        Choose a fix
        <IconChevronDown size={14} stroke={1.6} aria-hidden />
      </Button>
    </Menu.Target>
    <Menu.Dropdown>
      {mends.map(({ label, run }) => (
        <Menu.Item key={label} onClick={run}>
          {label}
        </Menu.Item>
      ))}
    </Menu.Dropdown>
  </Menu>
);

/** The licences are the inspector's, with the output. */
function showOutput(): void {
  setView({ selection: { kind: 'output' }, dialog: undefined });
  revealInspector();
}

/** What helps with a model that cannot be read. */
function SourceMends({ ref, code }: NonNullable<Trouble['model']>) {
  if (code === 'network') return <Mend name="Try again" run={() => retrySource(ref)} />;
  if (ref.startsWith('.') || ref.startsWith('/')) return <Mend name="Choose files…" run={() => openSources()} />;
  if (code !== 'access') return <Mend name="Read it again" run={() => retrySource(ref)} />;
  return (
    <span className={styles.mends}>
      <a className={styles.mendLink} href={hubPage(parseModelRef(ref).path)} target="_blank" rel="noreferrer">
        <IconExternalLink size={14} stroke={1.6} aria-hidden />
        Ask for access
      </a>
      <Button onClick={() => openSources(ref)}>Use a token</Button>
    </span>
  );
}

const Mend = ({ name, run }: { readonly name: string; readonly run: () => void }) => (
  <span className={styles.mends}>
    <Button onClick={run}>{name}</Button>
  </span>
);
