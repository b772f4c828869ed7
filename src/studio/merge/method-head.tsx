/** How a document merges: the method, what it does in one sentence, who found it. */
import { Select } from '@mantine/core';
import { METHOD_SPECS, type MethodSpec, methodSpec } from '../../methods/specs.ts';
import { setMethod } from '../state/recipe-edits.ts';
import styles from './merge.module.css';

export const METHOD_KINDS: readonly (readonly [MethodSpec['kind'], string])[] = [
  ['span', 'Weighted sums'],
  ['election', 'Sparsify and elect'],
  ['pointwise', 'Entry by entry'],
];

const MENU = METHOD_KINDS.map(([kind, group]) => ({
  group,
  items: METHOD_SPECS.filter((spec) => spec.kind === kind).map(({ id, label }) => ({ value: id, label })),
})).filter(({ items }) => items.length > 0);

interface MethodHeadProps {
  readonly index: number;
  readonly method: string;
  /** How later documents call this one; absent where there is only one. */
  readonly name: string | undefined;
}

export function MethodHead({ index, method, name }: MethodHeadProps) {
  const spec = methodSpec(method);
  return (
    <div className={styles.method}>
      <div className={styles.methodChoice}>
        <Select
          aria-label={name === undefined ? 'Method' : `Method of ${name}`}
          data={MENU}
          value={spec ? method : null}
          placeholder={method}
          searchable
          nothingFoundMessage="No method of this name"
          classNames={{ input: styles.methodInput ?? '', option: styles.methodOption ?? '' }}
          comboboxProps={{ width: 360, position: 'bottom-start' }}
          renderOption={({ option }) => <MethodOption id={option.value} />}
          onChange={(id) => id !== null && setMethod(index, id)}
        />
        {name !== undefined && <span className={styles.documentName}>{name}</span>}
      </div>
      {spec && (
        <p className={styles.summary}>
          {spec.summary} {spec.paper && <Paper {...spec.paper} />}
        </p>
      )}
    </div>
  );
}

function MethodOption({ id }: { readonly id: string }) {
  const spec = methodSpec(id);
  return (
    <span className={styles.option}>
      <span>{spec?.label}</span>
      <small>{spec?.summary}</small>
    </span>
  );
}

function Paper({ title, cite, url }: NonNullable<MethodSpec['paper']>) {
  return (
    <a href={url} target="_blank" rel="noreferrer" title={title}>
      {cite}
    </a>
  );
}
