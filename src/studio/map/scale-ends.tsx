/** The numbers under a scale: its ends, and its reference or its middle. */
import styles from './map.module.css';
import type { Quantity } from './quantities.ts';
import type { ColourScale } from './scale.ts';
import { shortText, unitOf } from './words.ts';

export function ScaleEnds({ quantity, scale }: { readonly quantity: Quantity; readonly scale: ColourScale }) {
  const text = shortText(quantity, scale);
  const { low, high, reference } = scale;
  return (
    <div className={styles.ends}>
      <span>{text(low)}</span>
      {reference === undefined ? (
        <span>
          {text((low + high) / 2)} {unitOf(quantity, scale)}
        </span>
      ) : (
        <strong>{text(reference)} % chance</strong>
      )}
      <span>
        {text(high)}
        {quantity.share && high >= 1 ? '' : ' and more'}
      </span>
    </div>
  );
}
