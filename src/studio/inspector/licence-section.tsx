/** The licence that a merge inherits: that of its models, where they have one and the same. */
import { useShallow } from 'zustand/react/shallow';
import { recipeModels } from '../../recipe/slices.ts';
import { ModelTag } from '../parts/model-tag.tsx';
import { Section } from '../parts/section.tsx';
import { useRole, useTag } from '../parts/use-tag.ts';
import { shortName } from '../state/model-marks.ts';
import { useRecipe, useSources } from '../state/use-store.ts';
import styles from './inspector.module.css';

/** For a model whose card names none. */
const NONE = 'none given';

export function LicenceSection() {
  const refs = useRecipe(useShallow(({ recipe }) => (recipe ? recipeModels(recipe) : [])));
  const licences = useSources(
    useShallow(({ entries }) =>
      refs.map((ref) => {
        const state = entries[ref]?.state;
        return state?.kind === 'ready' ? (state.summary.licence ?? NONE) : undefined;
      }),
    ),
  );
  if (refs.length === 0 || licences.includes(undefined)) return undefined;
  const [first] = licences;
  const common = licences.every((licence) => licence === first);
  return (
    <Section title="Licence" note={common ? first : 'the models differ'}>
      {common ? (
        <p className={styles.text}>
          {first === NONE
            ? 'No model names one. Without a licence nothing is permitted: ask the owners before you share the merge.'
            : 'All models have it, and so does the merge; the card says so.'}
        </p>
      ) : (
        <>
          <ul className={styles.licences}>
            {refs.map((ref, i) => (
              <Licence key={ref} modelRef={ref} licence={licences[i] ?? NONE} />
            ))}
          </ul>
          <p className={styles.note}>The terms of each hold for the merge. The card claims none of them; choose one that all permit.</p>
        </>
      )}
    </Section>
  );
}

function Licence({ modelRef, licence }: { readonly modelRef: string; readonly licence: string }) {
  const tag = useTag(modelRef, useRole(modelRef) === 'base');
  return (
    <li>
      <ModelTag {...tag} />
      <span>{shortName(modelRef)}</span>
      <span data-none={licence === NONE || undefined}>{licence}</span>
    </li>
  );
}
