/** What happened in a run, as sentences, the newest first. */
import type { Happening } from '../state/job-store.ts';
import { clockSeconds } from '../words/format.ts';
import styles from './runs.module.css';

export function Happenings({ happenings }: { readonly happenings: readonly Happening[] }) {
  if (happenings.length === 0) return undefined;
  const log = () => navigator.clipboard.writeText(happenings.map(({ at, text }) => `${clockSeconds(at)} ${text}`).join('\n'));
  return (
    <section aria-label="Events">
      <div className={styles.band}>
        <h2>Events</h2>
        <button type="button" className={styles.bandLink} onClick={() => void log()}>
          Copy log
        </button>
      </div>
      <ol className={styles.happenings}>
        {happenings.map(({ at, text, tone }) => (
          <li key={`${at} ${text}`} data-tone={tone}>
            <time dateTime={new Date(at).toISOString()}>{clockSeconds(at)}</time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
