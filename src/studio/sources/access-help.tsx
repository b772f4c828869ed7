/** Why a model cannot be read, and the ways out of it. The Hub hides private and missing alike: both are said. */
import { IconExternalLink } from '@tabler/icons-react';
import type { PlainFault } from '../../base/errors.ts';
import { Chip } from '../parts/chip.tsx';
import { hubPage } from './hub-page.ts';
import styles from './sources-dialog.module.css';
import { TokenField } from './token-field.tsx';

export function AccessHelp({ id, fault }: { readonly id: string; readonly fault: PlainFault }) {
  const access = fault.code === 'access';
  return (
    <div className={styles.access} role="alert">
      <p>
        <Chip tone={access ? 'warning' : 'error'}>{access ? 'access is needed' : 'cannot be read'}</Chip>
      </p>
      <p className={styles.faultText}>{fault.what}</p>
      {fault.hint !== undefined && <p>{fault.hint}</p>}
      {access && (
        <>
          <ol>
            <li>If its owner asks for consent, ask on the model’s page. The owner decides.</li>
            <li>Make a read token in your Hub settings and paste it here.</li>
          </ol>
          <div className={styles.accessTools}>
            <a className={styles.page} href={hubPage(id)} target="_blank" rel="noreferrer">
              <IconExternalLink size={14} stroke={1.6} aria-hidden />
              Ask for access
            </a>
            <TokenField />
          </div>
        </>
      )}
    </div>
  );
}
