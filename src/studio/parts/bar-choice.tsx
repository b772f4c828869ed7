/** A list to choose from in the bar of a view, after a word that leads to it. */
import { Select, type SelectProps } from '@mantine/core';
import styles from './bar-choice.module.css';

interface BarChoiceProps {
  readonly word: string;
  readonly name: string;
  readonly data: NonNullable<SelectProps['data']>;
  readonly value: string;
  readonly width: number;
  readonly onChoose: (value: string) => void;
}

export const BarChoice = ({ word, name, data, value, width, onChoose }: BarChoiceProps) => (
  <div className={styles.choice}>
    <span aria-hidden="true" className={styles.word}>
      {word}
    </span>
    <Select
      aria-label={name}
      data={data}
      value={value}
      onChange={(chosen) => chosen !== null && onChoose(chosen)}
      w={width}
      classNames={{ input: styles.select ?? '' }}
    />
  </div>
);
