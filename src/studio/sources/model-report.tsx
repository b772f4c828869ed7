/** One model before it is added: its facts, its revision, whether it fits and why not, or how to get access to it. */
import { Select } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX, IconExternalLink } from '@tabler/icons-react';
import { useEffect, useId } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { PlainFault } from '../../base/errors.ts';
import type { FitReport, FitRow, Revision } from '../../engine/client.ts';
import { recipeModels } from '../../recipe/slices.ts';
import { Chip } from '../parts/chip.tsx';
import { Grey } from '../parts/grey.tsx';
import { shortName } from '../state/model-marks.ts';
import { useRecipe, useSources } from '../state/use-store.ts';
import { day, writtenBytes, writtenCount } from '../words/format.ts';
import { AccessHelp } from './access-help.tsx';
import { hubPage } from './hub-page.ts';
import { askRevisions, hubStore, revisionsKey } from './hub-store.ts';
import { type LicenceRow, licenceRow } from './licence-row.ts';
import styles from './sources-dialog.module.css';
import { judgeNow, type Measure, type Row } from './use-candidates.ts';

interface ModelReportProps {
  readonly row: Row;
  readonly measure: Measure | undefined;
  readonly revisions: Readonly<Record<string, string>>;
  readonly onRevision: (key: string, revision: string) => void;
}

export function ModelReport({ row, measure, revisions, onRevision }: ModelReportProps) {
  const { candidate, fit, judgement } = row;
  const { model, found, title } = candidate;
  const cut = title.lastIndexOf('/');
  const needsAccess = fit?.kind === 'fault' && fit.fault.code === 'access';
  const needsFit = fit === undefined && judgement?.blocked === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each model, revision and base
  useEffect(() => {
    if (needsFit) void judgeNow(candidate, measure, revisions);
  }, [candidate.key, needsFit, measure?.ref, revisions[candidate.key]]);
  return (
    <article className={styles.report} aria-label={title} aria-busy={fit?.kind === 'loading'}>
      <div className={styles.foundHead}>
        <div>
          <p className={styles.owner}>{cut > 0 ? title.slice(0, cut) : model ? 'huggingface.co' : 'in this browser'}</p>
          <h2>{title.slice(cut + 1)}</h2>
        </div>
        {fit?.kind === 'fault' && <FaultChip fault={fit.fault} />}
        {model && !needsAccess && (
          <a className={styles.page} href={hubPage(model.id)} target="_blank" rel="noreferrer">
            <IconExternalLink size={14} stroke={1.6} aria-hidden />
            Page
          </a>
        )}
      </div>
      {judgement?.blocked !== undefined && <p className={styles.blocked}>{judgement.blocked}</p>}
      {fit?.kind === 'ready' && <FactChips report={fit.report} bases={found?.baseModels ?? []} />}
      {model && candidate.ref === undefined && judgement?.blocked === undefined && fit?.kind !== 'fault' && (
        <RevisionChoice
          id={model.id}
          chosen={revisions[candidate.key] ?? model.revision}
          onChoose={(revision) => onRevision(candidate.key, revision)}
        />
      )}
      {(fit?.kind === 'loading' || needsFit) && <Grey lines={5} label="Reading the model’s headers" />}
      {fit?.kind === 'ready' && measure && fit.report.rows.length > 0 && <FitTable report={fit.report} measure={measure} />}
      {fit?.kind === 'ready' && (!measure || measure.ref === candidate.ref) && (
        <p className={styles.pinned}>
          {measure ? 'The others are judged against it.' : 'There is no other model yet that it would have to fit.'}
        </p>
      )}
      {fit?.kind === 'fault' && <AccessHelp id={model?.id ?? title} fault={fit.fault} listed={found !== undefined} />}
    </article>
  );
}

function FaultChip({ fault }: { readonly fault: PlainFault }) {
  return fault.code === 'access' ? <Chip tone="warning">access is needed</Chip> : <Chip tone="error">cannot be read</Chip>;
}

function FactChips({ report: { summary, adapter }, bases }: { readonly report: FitReport; readonly bases: readonly string[] }) {
  const facts = [
    adapter && `adapter, rank ${adapter.rank}`,
    summary.architecture,
    summary.layers === undefined ? undefined : `${summary.layers} layers`,
    writtenCount(summary.parameters),
    summary.dtypes.join(', '),
    writtenBytes(summary.bytes),
    summary.licence ?? 'no licence given',
    ...bases.map((base) => `base: ${base}`),
  ].filter((fact) => fact !== undefined && fact !== '');
  return (
    <p className={styles.facts}>
      {facts.map((fact) => (
        <Chip key={fact}>{fact}</Chip>
      ))}
    </p>
  );
}

const ICONS = { fits: IconCircleCheck, note: IconAlertTriangle, differs: IconCircleX, unknown: IconCircleDashed } as const;
const WORDS: Readonly<Record<FitRow['verdict'], string>> = {
  fits: 'fits',
  note: 'to know',
  differs: 'does not fit',
  unknown: 'cannot be told',
};

function FitTable({ report, measure }: { readonly report: FitReport; readonly measure: Measure }) {
  const licence = licenceRow(report.summary.licence, useLicences());
  return (
    <>
      <h3 className={styles.fitTitle}>
        Does it fit {shortName(measure.ref)}? <small>from headers and configs; no weight was read</small>
      </h3>
      <ul className={styles.fit}>
        {report.rows.map((row) => (
          <FitLine key={row.subject} {...row} />
        ))}
        <FitLine subject="Licence" {...licence} />
      </ul>
    </>
  );
}

function FitLine({ subject, verdict, text }: LicenceRow & { readonly subject: string }) {
  const Icon = ICONS[verdict];
  return (
    <li data-verdict={verdict}>
      <Icon size={16} stroke={1.6} role="img" aria-label={WORDS[verdict]} />
      <span>{subject}</span>
      <span>{text}</span>
    </li>
  );
}

/** Of the models in the recipe, as far as their cards were read. */
function useLicences(): readonly (string | undefined)[] {
  const refs = useRecipe(useShallow(({ recipe }) => (recipe ? recipeModels(recipe) : [])));
  return useSources(
    useShallow(({ entries }) =>
      refs.flatMap((ref) => {
        const state = entries[ref]?.state;
        return state?.kind === 'ready' ? [state.summary.licence] : [];
      }),
    ),
  );
}

const revisionText = ({ name, commit, date, title, kind }: Revision): string =>
  [
    kind === 'commit' ? name : `${name} · ${commit.slice(0, 7)}`,
    date === undefined ? undefined : day(date),
    kind === 'commit' ? title : undefined,
  ]
    .filter(Boolean)
    .join(', ');

interface RevisionChoiceProps {
  readonly id: string;
  readonly chosen: string | undefined;
  readonly onChoose: (revision: string) => void;
}

/** The commit goes into the recipe, so that a shared recipe reads the same bytes. */
function RevisionChoice({ id, chosen, onChoose }: RevisionChoiceProps) {
  const token = useSources((state) => state.token);
  const revisions = useStore(hubStore, (state) => state.revisions[revisionsKey(id, token)]);
  const label = useId();
  useEffect(() => void askRevisions(id, token), [id, token]);
  const named = (revisions ?? [])
    .filter(({ kind }) => kind !== 'commit')
    .map((revision) => ({ value: revision.name, label: revisionText(revision) }));
  const commits = (revisions ?? [])
    .filter(({ kind }) => kind === 'commit')
    .map((revision) => ({ value: revision.commit, label: revisionText(revision) }));
  const value = chosen ?? 'main';
  const other = [...named, ...commits].some((one) => one.value === value) ? [] : [{ value, label: value }];
  return (
    <div className={styles.revision}>
      <label htmlFor={label}>Revision</label>
      <Select
        id={label}
        data={[
          { group: 'Branches and tags', items: [...other, ...named] },
          ...(commits.length > 0 ? [{ group: 'Commits', items: commits }] : []),
        ]}
        value={value}
        disabled={revisions === undefined}
        onChange={(next) => next !== null && onChoose(next)}
      />
      <span>pinned when added, so a link opens the same bytes</span>
    </div>
  );
}
