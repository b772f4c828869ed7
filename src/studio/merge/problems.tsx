/** What stands between the recipe and its merge: to solve, to know, notes. Each with its place and, where there is one, its mend. */
import { IconAlertCircle, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useMemo } from 'react';
import { type Trouble, troubles } from '../state/troubles.ts';
import { useJob, useRecipe, useSources } from '../state/use-store.ts';
import { Mends } from './mend-buttons.tsx';
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
