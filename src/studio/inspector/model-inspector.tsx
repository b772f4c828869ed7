/** One model: what its headers said, and what can be done with it. */
import { IconArrowLeft, IconExternalLink } from '@tabler/icons-react';
import { Button, IconButton } from '../parts/button.tsx';
import { Cut } from '../parts/cut.tsx';
import { Grey } from '../parts/grey.tsx';
import { ModelTag } from '../parts/model-tag.tsx';
import { Facts, Section } from '../parts/section.tsx';
import { useRole, useTag } from '../parts/use-tag.ts';
import { AccessHelp } from '../sources/access-help.tsx';
import { hubPage } from '../sources/hub-page.ts';
import { isDemo, isNetwork } from '../state/library.ts';
import { ownerOf, shortName } from '../state/model-marks.ts';
import { addToMerge, removeFromMerge, setBase } from '../state/recipe-edits.ts';
import { removeSource, retrySource, type SourceEntry } from '../state/sources-store.ts';
import { useSources } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import { writtenBytes } from '../words/format.ts';
import styles from './inspector.module.css';
import { InspectorHead } from './inspector-head.tsx';

const back = () => setView({ selection: { kind: 'output' } });

export function ModelInspector({ modelRef }: { readonly modelRef: string }) {
  const entry = useSources(({ entries }) => entries[modelRef]);
  const role = useRole(modelRef);
  const tag = useTag(modelRef, role === 'base');
  return (
    <>
      <InspectorHead title="Model">
        <IconButton name="Back to the output" onClick={back}>
          <IconArrowLeft size={16} stroke={1.6} />
        </IconButton>
      </InspectorHead>
      <div className={styles.model}>
        <ModelTag {...tag} size="large" />
        <div className={styles.modelWords}>
          <p className={styles.owner}>{ownerOf(modelRef) ?? (isDemo(modelRef) ? 'demo family, in this page' : 'on this computer')}</p>
          <h2>
            <Cut text={shortName(modelRef)} />
          </h2>
        </div>
      </div>
      {entry && <State entry={entry} />}
      <Section title="In this recipe" note={{ base: 'the base', model: 'one of the models', unused: 'not used' }[role]}>
        <div className={styles.actions}>
          {role === 'unused' && <Button onClick={() => addToMerge(modelRef)}>Add to the merge</Button>}
          {role !== 'base' && <Button onClick={() => setBase(modelRef)}>Use as the base</Button>}
          {role !== 'unused' && <Button onClick={() => removeFromMerge(modelRef)}>Take out of the merge</Button>}
          {role === 'unused' && (
            <Button
              kind="danger"
              onClick={() => {
                removeSource(modelRef);
                back();
              }}
            >
              Remove from the list
            </Button>
          )}
        </div>
      </Section>
    </>
  );
}

function State({ entry: { ref, spec, state } }: { readonly entry: SourceEntry }) {
  const page = isNetwork(spec) && spec?.kind === 'hub' ? hubPage(spec.id) : undefined;
  return (
    <Section
      title="Checkpoint"
      tools={
        page !== undefined && (
          <a className={styles.link} href={page} target="_blank" rel="noreferrer">
            <IconExternalLink size={14} stroke={1.6} aria-hidden />
            Page
          </a>
        )
      }
    >
      {state.kind === 'loading' && <Grey lines={4} label="Reading headers" />}
      {state.kind === 'ready' && <Summary summary={state.summary} />}
      {state.kind === 'fault' && (
        <>
          <AccessHelp id={spec?.kind === 'hub' ? spec.id : ref} fault={state.fault} />
          <div className={styles.actions}>{spec && <Button onClick={() => retrySource(ref)}>Try again</Button>}</div>
        </>
      )}
    </Section>
  );
}

function Summary({ summary }: { readonly summary: Extract<SourceEntry['state'], { kind: 'ready' }>['summary'] }) {
  const { architecture, layers, parameters, bytes, tensors, dtypes, licence, revision } = summary;
  return (
    <Facts
      rows={[
        architecture === undefined ? undefined : ['Architecture', architecture],
        layers === undefined ? undefined : ['Layers', layers],
        ['Parameters', parameters.toLocaleString('en')],
        ['Tensors', tensors.toLocaleString('en')],
        ['Weights', writtenBytes(bytes)],
        ['Stored as', dtypes.join(', ')],
        ['Licence', licence ?? 'none given'],
        revision === undefined ? undefined : ['Commit', <code key="commit">{revision.slice(0, 7)}</code>],
      ]}
    />
  );
}
