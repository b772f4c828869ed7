/** The base of a merge: which model it is, and what it does there. */
import { Select } from '@mantine/core';
import type { MethodSpec } from '../../methods/specs.ts';
import { ModelTag } from '../parts/model-tag.tsx';
import { setBaseOf } from '../state/recipe-edits.ts';
import styles from './merge.module.css';
import { useChoices } from './model-choices.ts';

interface BaseRowProps {
  readonly index: number;
  readonly base: string | undefined;
  readonly spec: MethodSpec;
}

/** No base, as a choice of the menu: no model has an empty name. */
const NONE = '';

/** What the base is to each kind of method. */
const PART: Readonly<Record<MethodSpec['base'], string>> = {
  required: 'subtracted from each model, then added back',
  optional: 'subtracted from each model, then added back; may be left out',
  member: 'one of the models: where the merge starts from',
  none: '',
};

export function BaseRow({ index, base, spec }: BaseRowProps) {
  const models = useChoices(index);
  const choices = spec.base === 'optional' ? [{ value: NONE, label: 'No base' }, ...models] : models;
  return (
    <div className={styles.base}>
      <ModelTag letter="0" colour={0} size="large" />
      <Select
        aria-label="Base model"
        data={[...choices]}
        value={base ?? (spec.base === 'optional' ? NONE : null)}
        title={base}
        placeholder="Choose a base"
        error={base === undefined && spec.base !== 'optional'}
        classNames={{ input: styles.baseInput ?? '' }}
        comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
        onChange={(ref) => ref !== null && setBaseOf(index, ref === NONE ? undefined : ref)}
      />
      <span className={styles.part}>base, {PART[spec.base]}</span>
    </div>
  );
}
