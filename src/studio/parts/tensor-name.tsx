/** A tensor's name; where there is little room, what all layers share goes first, never the layer or the module. */
import styles from './cut.module.css';
import { Cut } from './cut.tsx';

const tailOf = (name: string): number => name.length - Math.max(0, name.search(/(?<=\.)\d+\./));

export const TensorName = ({ name }: { readonly name: string }) => (
  <code className={styles.name}>
    <Cut text={name} tail={tailOf(name)} />
  </code>
);
