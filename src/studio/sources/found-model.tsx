/** What the Hub says of a model before it is added: its facts, whether it fits the recipe's base, or why it cannot be read. */
import { IconExternalLink } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Chip } from '../parts/chip.tsx';
import { Grey } from '../parts/grey.tsx';
import { baseOf } from '../state/recipe-places.ts';
import { inspectSpec, type SourceState, sourcesStore } from '../state/sources-store.ts';
import { useRecipe, useSources } from '../state/use-store.ts';
import { fitOf } from '../words/fit.ts';
import { writtenBytes, writtenCount } from '../words/format.ts';
import { modelRef, type PastedModel, parseModel } from '../words/parse-model.ts';
import { AccessHelp } from './access-help.tsx';
import { hubPage } from './hub-page.ts';
import styles from './sources-dialog.module.css';

export interface Lookup {
  readonly model: PastedModel | undefined;
  readonly state: SourceState | undefined;
}

/** Typing goes on for a moment before the Hub is asked. */
const PAUSE_MS = 350;

/** Asks the Hub about the model that a text names, again when a token is given. */
export function useLookup(text: string): Lookup {
  const model = parseModel(text);
  const ref = model && modelRef(model);
  const token = useSources((state) => state.token);
  const [found, setFound] = useState<{ readonly key: string; readonly state: SourceState } | undefined>(undefined);
  const key = `${ref} ${token ?? ''}`;
  useEffect(() => {
    const asked = ref === undefined ? undefined : parseModel(ref);
    if (!asked) return;
    let wanted = true;
    const timer = setTimeout(async () => {
      const known = sourcesStore.getState().entries[modelRef(asked)]?.state;
      const state = known?.kind === 'ready' ? known : await inspectSpec({ kind: 'hub', ...asked });
      if (wanted) setFound({ key: `${ref} ${token ?? ''}`, state });
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [ref, token]);
  return { model, state: found?.key === key ? found.state : undefined };
}

export function FoundModel({ lookup: { model, state } }: { readonly lookup: Lookup }) {
  if (!model) return undefined;
  const [owner, name] = model.id.includes('/') ? model.id.split('/') : [undefined, model.id];
  return (
    <article className={styles.found} aria-busy={state === undefined}>
      <div className={styles.foundHead}>
        <div>
          <p className={styles.owner}>{owner ?? 'huggingface.co'}</p>
          <h2>{name}</h2>
        </div>
        <a className={styles.page} href={hubPage(model.id)} target="_blank" rel="noreferrer">
          <IconExternalLink size={14} stroke={1.6} aria-hidden />
          Page
        </a>
      </div>
      {state === undefined && <Grey lines={3} label="Reading the model’s headers" />}
      {state?.kind === 'ready' && <Facts model={model} state={state} />}
      {state?.kind === 'fault' && <AccessHelp id={model.id} fault={state.fault} />}
    </article>
  );
}

function Facts({ model, state: { summary } }: { readonly model: PastedModel; readonly state: Extract<SourceState, { kind: 'ready' }> }) {
  const base = useRecipe(({ recipe }) => baseOf(recipe));
  const baseState = useSources(({ entries }) => (base === undefined ? undefined : entries[base]?.state));
  const facts = [
    summary.architecture,
    summary.layers === undefined ? undefined : `${summary.layers} layers`,
    writtenCount(summary.parameters),
    summary.dtypes.join(', '),
    writtenBytes(summary.bytes),
    summary.licence,
  ].filter((fact) => fact !== undefined);
  return (
    <>
      <p className={styles.facts}>
        {facts.map((fact) => (
          <Chip key={fact}>{fact}</Chip>
        ))}
      </p>
      {base !== undefined && baseState?.kind === 'ready' && (
        <ul className={styles.fit} aria-label={`Does it fit ${base}?`}>
          {fitOf(summary, baseState.summary).map(({ name, fits, text }) => (
            <li key={name}>
              <Chip tone={fits ? 'good' : 'warning'}>{fits ? 'fits' : 'differs'}</Chip>
              <span>{name}</span>
              <span>{text}</span>
            </li>
          ))}
        </ul>
      )}
      {summary.revision !== undefined && (
        <p className={styles.pinned}>
          Read at commit <code>{summary.revision.slice(0, 7)}</code>
          {model.revision === undefined && ', the newest of main. Add @commit to the id to keep it there.'}
        </p>
      )}
    </>
  );
}
