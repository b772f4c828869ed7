/** What can be done about a problem, as buttons beside it; where there are many ways, as a list. */
import { Menu } from '@mantine/core';
import { IconChevronDown, IconExternalLink } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { parseModelRef } from '../../recipe/refs.ts';
import { revealInspector } from '../commands/panels.ts';
import { Button } from '../parts/button.tsx';
import { hubPage } from '../sources/hub-page.ts';
import { type Mend, mendsFor } from '../state/mends.ts';
import { retrySource } from '../state/sources-store.ts';
import type { Trouble } from '../state/troubles.ts';
import { useRecipe, useSources } from '../state/use-store.ts';
import { openSources, setView } from '../state/view-store.ts';
import styles from './merge.module.css';

export function Mends({ trouble }: { readonly trouble: Trouble }) {
  const recipe = useRecipe((state) => state.recipe);
  const library = useSources(useShallow((state) => state.order));
  const mends = useMemo(() => mendsFor(trouble, recipe, library), [trouble, recipe, library]);
  if (trouble.about?.kind === 'licences') return <span className={styles.mends}>{buttonOf(LICENCES)}</span>;
  if (mends.length === 0 && !trouble.model) return undefined;
  return (
    <span className={styles.mends}>
      {mends.length > SIDE_BY_SIDE ? <MendMenu mends={mends} /> : mends.map(buttonOf)}
      {trouble.model && <SourceMends {...trouble.model} />}
    </span>
  );
}

/** More ways out than this are a list: nobody reads a row of long buttons. */
const SIDE_BY_SIDE = 2;

const buttonOf = ({ label, run }: Mend) => (
  <Button key={label} onClick={run}>
    {label}
  </Button>
);

const MendMenu = ({ mends }: { readonly mends: readonly Mend[] }) => (
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

/** They are the inspector's, with the output. */
const LICENCES: Mend = {
  label: 'Show the licences',
  run() {
    setView({ selection: { kind: 'output' }, dialog: undefined });
    revealInspector();
  },
};

/** What helps with a model that cannot be read. */
function SourceMends({ ref, code }: NonNullable<Trouble['model']>) {
  if (code === 'network') return buttonOf({ label: 'Try again', run: () => retrySource(ref) });
  if (ref.startsWith('.') || ref.startsWith('/')) return buttonOf({ label: 'Choose files…', run: () => openSources() });
  if (code !== 'access') return buttonOf({ label: 'Read it again', run: () => retrySource(ref) });
  return (
    <>
      <a className={styles.mendLink} href={hubPage(parseModelRef(ref).path)} target="_blank" rel="noreferrer">
        <IconExternalLink size={14} stroke={1.6} aria-hidden />
        Ask for access
      </a>
      <Button onClick={() => openSources(ref)}>Use a token</Button>
    </>
  );
}
