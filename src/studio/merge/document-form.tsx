/** One document of the recipe, one merge: its method, its models with their sliders, what they share. */
import { memo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { methodSpec, type ParameterSpec } from '../../methods/specs.ts';
import { mainParameter } from '../state/main-parameter.ts';
import { documentAt, modelPlaces, ownParameters, sharedPlace } from '../state/recipe-places.ts';
import { useRecipe } from '../state/use-store.ts';
import { BaseRow } from './base-row.tsx';
import styles from './merge.module.css';
import { MethodHead } from './method-head.tsx';
import { ModelRow } from './model-row.tsx';
import { ModelsFoot } from './models-foot.tsx';
import { ParameterControl } from './parameter-control.tsx';

interface DocumentFormProps {
  readonly index: number;
  /** Its name for those who hear it, where the recipe may show as a list beside it. */
  readonly label?: string;
}

export const DocumentForm = memo(function DocumentForm({ index, label }: DocumentFormProps) {
  const method = useRecipe(({ recipe }) => documentAt(recipe, index)?.method ?? '');
  const name = useRecipe(({ recipe }) => documentAt(recipe, index)?.name);
  const several = useRecipe(({ recipe }) => (recipe?.documents.length ?? 0) > 1);
  const spec = methodSpec(method);
  const parameters = spec?.parameters ?? [];
  const shown = several ? (name ?? 'output') : undefined;
  return (
    <section className={styles.document} aria-label={label ?? (shown === undefined ? 'Merge' : `Merge ${shown}`)}>
      <MethodHead index={index} method={method} name={shown} />
      <Models index={index} parameters={parameters.filter(({ scope }) => scope === 'model')} method={method} />
      <Shared index={index} parameters={parameters.filter(({ scope }) => scope === 'shared')} />
    </section>
  );
});

interface ModelsProps {
  readonly index: number;
  readonly method: string;
  readonly parameters: readonly ParameterSpec[];
}

function Models({ index, method, parameters }: ModelsProps) {
  const spec = methodSpec(method);
  const base = useRecipe(({ recipe }) => documentAt(recipe, index)?.base);
  // Names and places as text: values may change without the rows being made anew.
  const rows = useRecipe(useShallow(({ recipe }) => rowKeys(documentAt(recipe, index))));
  const main = useRecipe(({ recipe }) => index === 0 && recipe?.documents[0] && mainParameter(recipe.documents[0])?.model);
  const setApart = spec !== undefined && (spec.base === 'required' || spec.base === 'optional');
  return (
    <div className={styles.models} data-parameters={parameters.length}>
      {spec && spec.base !== 'none' && <BaseRow index={index} base={base} spec={spec} />}
      <ul>
        {rows.map((key, model) => {
          const { ref, place, layers } = JSON.parse(key) as RowKey;
          if (setApart && ref === base) return undefined;
          const own = spec ? parameters.filter((parameter) => ownParameters(spec, parameter, ref === base)) : [];
          return (
            <ModelRow
              key={`${place.join('.')} ${ref}`}
              index={index}
              model={model}
              modelRef={ref}
              place={place}
              layers={layers}
              parameters={own}
              isBase={ref === base}
              first={model === main}
            />
          );
        })}
      </ul>
      <ModelsFoot index={index} spec={spec} />
    </div>
  );
}

interface RowKey {
  readonly ref: string;
  readonly place: (string | number)[];
  readonly layers?: [number, number] | undefined;
}

const rowKeys = (document: ReturnType<typeof documentAt>): readonly string[] =>
  document ? modelPlaces(document).map(({ ref, place, layers }) => JSON.stringify({ ref, place, layers })) : [];

function Shared({ index, parameters }: Omit<ModelsProps, 'method'>) {
  const [usual, dialect] = [parameters.filter(({ alloyOnly }) => !alloyOnly), parameters.filter(({ alloyOnly }) => alloyOnly)];
  return (
    <>
      {usual.length > 0 && (
        <div className={styles.shared}>
          {usual.map((spec) => (
            <ParameterControl key={spec.key} document={index} spec={spec} place={sharedPlace(spec)} />
          ))}
        </div>
      )}
      {dialect.length > 0 && <Dialect index={index} parameters={dialect} />}
    </>
  );
}

/** Readings of the method other than mergekit's. Folded: most people never need them. */
function Dialect({ index, parameters }: Omit<ModelsProps, 'method'>) {
  const own = useRecipe(({ recipe }) => parameters.filter((spec) => documentAt(recipe, index)?.alloy?.[spec.key] !== undefined).length);
  return (
    <details className={styles.dialect} open={own > 0}>
      <summary>
        Reading of the method <span>{own === 0 ? 'mergekit’s' : `${own} not as in mergekit`}</span>
      </summary>
      <div className={styles.shared}>
        {parameters.map((spec) => (
          <div key={spec.key}>
            <ParameterControl document={index} spec={spec} place={sharedPlace(spec)} />
            <p className={styles.help}>{spec.help}</p>
          </div>
        ))}
      </div>
    </details>
  );
}
