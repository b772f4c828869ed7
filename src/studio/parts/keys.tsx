/** Keys drawn as caps. */
import { type Chord, caps } from '../commands/keys.ts';
import styles from './keys.module.css';

export function Keys({ chord }: { readonly chord: Chord }) {
  return (
    <span className={styles.keys}>
      {caps(chord).map((cap) => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </span>
  );
}
