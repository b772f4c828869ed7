/** A run that a fault stopped: what happened, where, what to do, and the details for those who mend such things. */
import { IconAlertCircle, IconCopy } from '@tabler/icons-react';
import { useCommand } from '../commands/use-commands.ts';
import { Button } from '../parts/button.tsx';
import type { Run } from '../state/job-store.ts';
import { setView } from '../state/view-store.ts';
import { Happenings } from './happenings.tsx';
import styles from './runs.module.css';

/** What the kinds of fault suggest besides their own hint. */
const ADVICE: Readonly<Partial<Record<string, string>>> = {
  network: 'A short pause often helps. The Hub is asked for the same bytes again.',
  device: 'Another run may use the processor instead; the bar below lets you choose.',
  disk: 'Free space on this computer, or write fewer bytes: a smaller precision, or fewer layers.',
};

export function FaultView({ run }: { readonly run: Run }) {
  const { fault } = run;
  const merge = useCommand('merge');
  if (!fault) return undefined;
  const details = [fault.code, fault.where, fault.cause, fault.stack].filter(Boolean).join('\n');
  return (
    <div className={styles.view}>
      <article className={styles.fault} role="alert">
        <span className={styles.faultMark}>
          <IconAlertCircle size={20} stroke={1.8} aria-hidden />
        </span>
        <div className={styles.faultBody}>
          <h2>{fault.what}</h2>
          {fault.hint !== undefined && <p>{fault.hint}</p>}
          {fault.where !== undefined && (
            <dl className={styles.faultFacts}>
              <dt>Where</dt>
              <dd>
                <code>{fault.where}</code>
              </dd>
            </dl>
          )}
          <h2>What you can do</h2>
          <ul className={styles.ways}>
            <li>
              <div>
                <strong>Merge again</strong>
                <p>{ADVICE[fault.code] ?? 'From the beginning, with the recipe as it stands now.'}</p>
              </div>
              <Button kind="primary" reason={merge.reason} onClick={merge.onClick}>
                Merge again
              </Button>
            </li>
            <li>
              <div>
                <strong>Change the recipe</strong>
                <p>Its text, its models and its history are untouched.</p>
              </div>
              <Button onClick={() => setView({ tab: 'merge' })}>Back to the recipe</Button>
            </li>
          </ul>
          <details className={styles.details}>
            <summary>Technical details</summary>
            <pre>{details}</pre>
            <Button
              size="small"
              kind="quiet"
              icon={<IconCopy size={14} stroke={1.6} />}
              onClick={() => void navigator.clipboard.writeText(details)}
            >
              Copy
            </Button>
          </details>
        </div>
      </article>
      <Happenings happenings={run.happenings} />
    </div>
  );
}
