/** The list of models: a box to choose each, its facts, and what speaks for it or against it. */
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { FitReport } from '../../engine/client.ts';
import { Chip } from '../parts/chip.tsx';
import { Grey } from '../parts/grey.tsx';
import { factsOf, type Judgement } from './candidates.ts';
import { DragGrip } from './drag-grip.tsx';
import styles from './sources-dialog.module.css';
import type { Row, Rows } from './use-candidates.ts';

interface ResultListProps {
  readonly id: string;
  readonly rows: Rows;
  /** Chosen before, and not among the rows now. */
  readonly kept: readonly Row[];
  readonly text: string;
  /** What comes before the Hub's rows: a fault, a wait. */
  readonly notice: ReactNode;
  readonly active: string | undefined;
  /** The one that the report beside the list is about. */
  readonly shown: string | undefined;
  readonly chosen: readonly Row[];
  readonly onPick: (row: Row) => void;
}

export const optionId = (list: string, key: string): string => `${list} ${key}`.replace(/[^\w-]+/g, '-');

export function ResultList({ id, rows: { here, hub, searching }, kept, text, notice, ...rest }: ResultListProps) {
  const hubTitle = text.trim() === '' ? 'Added before' : 'On the Hub';
  return (
    <div className={styles.results}>
      <div id={id} role="listbox" aria-multiselectable="true" aria-label="Models" tabIndex={-1}>
        {kept.length > 0 && <Group title="Chosen" rows={kept} list={id} text={text} {...rest} />}
        {here.length > 0 && <Group title="In this browser" rows={here} list={id} text={text} {...rest} />}
        {hub.length > 0 && <Group title={hubTitle} rows={hub} list={id} text={text} {...rest} />}
      </div>
      {notice}
      {searching && hub.length === 0 && (
        <div className={styles.waiting}>
          <Grey lines={6} label="Searching the Hub" />
        </div>
      )}
    </div>
  );
}

interface GroupProps extends Omit<ResultListProps, 'id' | 'rows' | 'kept' | 'notice'> {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly list: string;
}

function Group({ title, rows, list, text, active, shown, chosen, onPick }: GroupProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: options in groups, as listboxes have them
    <div role="group" aria-label={title}>
      <p className={styles.groupTitle} aria-hidden="true">
        {title}
      </p>
      {rows.map((row) => (
        <Option
          key={row.candidate.key}
          row={row}
          list={list}
          text={text}
          active={active === row.candidate.key}
          shown={shown === row.candidate.key}
          chosen={chosen.some(({ candidate }) => candidate.key === row.candidate.key)}
          onPick={onPick}
        />
      ))}
    </div>
  );
}

interface OptionProps {
  readonly row: Row;
  readonly list: string;
  readonly text: string;
  readonly active: boolean;
  readonly shown: boolean;
  readonly chosen: boolean;
  readonly onPick: (row: Row) => void;
}

function Option({ row, list, text, active, shown, chosen, onPick }: OptionProps) {
  const { candidate, fit, judgement } = row;
  const report: FitReport | undefined = fit?.kind === 'ready' ? fit.report : undefined;
  const facts = factsOf(candidate, report, Date.now());
  const disabled = candidate.inUse || judgement?.blocked !== undefined;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field above moves through the options and takes the keys
    <div
      id={optionId(list, candidate.key)}
      role="option"
      tabIndex={-1}
      className={styles.option}
      aria-selected={chosen || candidate.inUse}
      aria-disabled={disabled || undefined}
      data-active={active || undefined}
      data-shown={shown || undefined}
      data-muted={judgement?.tone === 'bad' || judgement?.blocked !== undefined || undefined}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onPick(row)}
    >
      <span className={styles.box} aria-hidden="true" />
      <span className={styles.optionWords}>
        <span className={styles.optionTitle}>{marked(candidate.title, text)}</span>
        {facts !== '' && <small>{facts}</small>}
      </span>
      {!disabled && <DragGrip candidate={candidate} />}
      {judgement && (candidate.inUse ? <Chip>{judgement.text}</Chip> : <JudgementMark {...judgement} />)}
    </div>
  );
}

const ICONS = { good: IconCircleCheck, warning: IconAlertTriangle, bad: IconCircleX, locked: IconLock, plain: undefined } as const;

function JudgementMark({ tone, text }: Judgement) {
  const Icon = ICONS[tone];
  return (
    <span className={styles.judgement} data-tone={tone}>
      {Icon && <Icon size={14} stroke={1.6} aria-hidden />}
      {text}
    </span>
  );
}

/** The words that were searched for, marked where they stand in the title. */
function marked(title: string, text: string): ReactNode {
  const words = text.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return title;
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'gi');
  // Every second piece is a match.
  // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a text have no other name
  return title.split(pattern).map((piece, i) => (i % 2 === 1 ? <mark key={i}>{piece}</mark> : piece));
}
