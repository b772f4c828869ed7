/** Why a model cannot be read, and the ways out of it. The Hub hides private and missing alike: both are said. */
import { IconExternalLink } from '@tabler/icons-react';
import type { PlainFault } from '../../base/errors.ts';
import { hubPage } from './hub-page.ts';
import styles from './sources-dialog.module.css';
import { TokenField } from './token-field.tsx';

interface AccessHelpProps {
  readonly id: string;
  readonly fault: PlainFault;
  /** The Hub listed it: it is there, but its files are not for everyone. */
  readonly listed?: boolean;
}

export function AccessHelp({ id, fault, listed = false }: AccessHelpProps) {
  if (fault.code !== 'access') {
    return (
      <div className={styles.access} role="alert">
        <p className={styles.faultText}>{fault.what}</p>
        {fault.hint !== undefined && <p>{fault.hint}</p>}
      </div>
    );
  }
  return (
    <div className={styles.access} role="alert">
      <p className={styles.faultText}>{fault.what}</p>
      {listed && <p>The Hub shows its name and card, but not its files. Its report follows once this tab can read them.</p>}
      <ol>
        <li>{listed ? 'Ask on the model’s page. Its owner decides.' : 'Check the name, or ask its owner for access.'}</li>
        <li>Make a read token in your Hub settings and paste it here.</li>
      </ol>
      <div className={styles.accessTools}>
        <a className={styles.page} href={hubPage(id)} target="_blank" rel="noreferrer">
          <IconExternalLink size={14} stroke={1.6} aria-hidden />
          Ask for access
        </a>
        <TokenField />
      </div>
    </div>
  );
}
