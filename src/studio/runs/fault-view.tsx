/** A run that a fault stopped: what happened, where, what to do, and the details for those who mend such things. */
import { IconAlertCircle, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useCommand } from '../commands/use-commands.ts';
import { Button } from '../parts/button.tsx';
import type { Run } from '../state/job-store.ts';
import { openSources, setView } from '../state/view-store.ts';
import { Happenings } from './happenings.tsx';
import styles from './runs.module.css';

/** Faults of what is read: the same model from another place may be whole. */
const OF_SOURCES: readonly string[] = ['network', 'access', 'missing', 'bad-file'];

/** What the kinds of fault suggest besides their own hint. */
const ADVICE: Readonly<Partial<Record<string, string>>> = {
  network: 'A short pause often helps. The Hub is asked for the same bytes again.',
  device: 'Another run may use the processor instead; the bar below lets you choose.',
  disk: 'Free space on this computer, or write fewer bytes: a smaller precision, or fewer layers.',
};

export function FaultView({ run }: { readonly run: Run }) {
  const { fault } = run;
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
          <Ways code={fault.code} />
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

function Ways({ code }: { readonly code: string }) {
  const merge = useCommand('merge');
  return (
    <ul className={styles.ways}>
      <Way name="Merge again" text={ADVICE[code] ?? 'From the beginning, with the recipe as it stands now.'}>
        <Button kind="primary" reason={merge.reason} onClick={merge.onClick}>
          Merge again
        </Button>
      </Way>
      {OF_SOURCES.includes(code) && (
        <Way name="Read the model from elsewhere" text="A copy on this computer, or another revision on the Hub, serves as well.">
          <Button onClick={() => openSources()}>Choose a model…</Button>
        </Way>
      )}
      <Way name="Change the recipe" text="Its text, its models and its history are untouched.">
        <Button onClick={() => setView({ tab: 'graph' })}>Back to the recipe</Button>
      </Way>
    </ul>
  );
}

const Way = ({ name, text, children }: { readonly name: string; readonly text: string; readonly children: ReactNode }) => (
  <li>
    <div>
      <strong>{name}</strong>
      <p>{text}</p>
    </div>
    {children}
  </li>
);
