/** The live numbers under the page: what the merge is now, beside its parents, and where the models conflict. */
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { Observation } from '../../engine/client.ts';
import { useCommand } from '../commands/use-commands.ts';
import { FaultNote } from '../map/fault-note.tsx';
import { IconButton } from '../parts/button.tsx';
import { Chip } from '../parts/chip.tsx';
import { Grey } from '../parts/grey.tsx';
import { Notice } from '../parts/notice.tsx';
import { useRecipe, useView } from '../state/use-store.ts';
import { percent } from '../words/format.ts';
import styles from './live.module.css';
import { isFaulty, observedIn, useLive } from './live-store.ts';
import { LiveTable } from './live-table.tsx';
import { useMergeNames } from './observed-merge.ts';
import { readingOf } from './sentence.ts';
import { Strip } from './strip.tsx';
import { type Totals, totalsOf } from './totals.ts';
import { partText, shareText } from './words.ts';

export function LiveDock() {
  const folded = useView((state) => state.dockFolded);
  const observation = useLive((state) => state.observation);
  const totals = useMemo(() => observation && totalsOf(observation), [observation]);
  return (
    <section className={styles.dock} data-folded={folded || undefined} aria-label="Live">
      <DockHead observation={observation} totals={totals} folded={folded} />
      {!folded && <DockBody observation={observation} totals={totals} />}
    </section>
  );
}

interface DockProps {
  readonly observation: Observation | undefined;
  readonly totals: Totals | undefined;
}

function DockHead({ observation, totals, folded }: DockProps & { readonly folded: boolean }) {
  const fold = useCommand('toggleDock');
  const Chevron = folded ? IconChevronUp : IconChevronDown;
  return (
    <div className={styles.head}>
      <h2>Live</h2>
      {observation && <Whose observation={observation} />}
      {observation && <OfLastGood />}
      {observation?.sampled && <Chip>sampled</Chip>}
      {totals && (
        <span className={styles.note}>
          {observation?.sampled ? `${tilesText(observation)}, ${percent(totals.looked / totals.entries)} of the weights` : 'every weight'}
        </span>
      )}
      {folded && totals && <FoldedNumbers totals={totals} />}
      <Delay />
      <IconButton {...fold} name={folded ? 'Unfold the live numbers' : 'Fold the live numbers'}>
        <Chevron size={16} stroke={1.6} />
      </IconButton>
    </div>
  );
}

/** A text with an error has no numbers of its own. */
function OfLastGood() {
  const faulty = useRecipe(isFaulty);
  if (!faulty) return undefined;
  return (
    <span title="The recipe’s text has an error; these are the numbers of the last text without one.">
      <Chip tone="warning">of the last good text</Chip>
    </span>
  );
}

/** Which merge the numbers are of, where the recipe has several. */
function Whose({ observation }: { readonly observation: Observation }) {
  const names = useMergeNames();
  const index = useRecipe(({ recipe }) => (recipe ? observedIn(recipe, observation) : -1));
  if (Object.keys(names).length < 2) return undefined;
  return (
    <span className={styles.whose} title="Select another merge in the graph to see its numbers">
      of {names[index]}
    </span>
  );
}

const tilesText = ({ tensors }: Observation): string => {
  const sampled = tensors.filter(({ coverage }) => coverage.entries < coverage.of).length;
  return `a sample of ${sampled} of ${tensors.length} tensors`;
};

function FoldedNumbers({ totals: { conflict, conflictChance, parents, sampled } }: { readonly totals: Totals }) {
  const mixed = parents.filter(({ base, relativeDistance }) => !base && relativeDistance !== undefined);
  const nearest = mixed.sort((a, b) => (a.relativeDistance ?? 0) - (b.relativeDistance ?? 0))[0];
  return (
    <>
      {conflict && (
        <span className={styles.figure}>
          conflict <strong>{shareText(conflict)}</strong>
          {conflictChance !== undefined && ` chance ${(conflictChance * 100).toFixed(0)}`}
        </span>
      )}
      {nearest && (
        <span className={styles.figure}>
          to {nearest.name} <strong>{partText(nearest.relativeDistance, sampled)}</strong>
        </span>
      )}
    </>
  );
}

/** Subscribes by itself: it changes after everything else was painted. */
function Delay() {
  const delay = useLive((state) => state.delay);
  return (
    <span className={styles.delay} title="From the movement of the hand to the painted numbers">
      {delay === undefined ? '' : `${delay.toFixed(0)} ms`}
    </span>
  );
}

function DockBody({ observation, totals }: DockProps) {
  const fault = useLive((state) => state.fault);
  const busy = useLive((state) => state.busy);
  if (!observation || !totals) {
    if (fault) return <FaultNote fault={fault} />;
    return busy ? (
      <div className={styles.waiting}>
        <Grey lines={5} label="Reading weights" />
      </div>
    ) : (
      <p className={styles.empty}>Numbers follow once the recipe’s models fit together.</p>
    );
  }
  return (
    <>
      {observation.notice !== undefined && (
        <Notice tone="warning" title="The graphics card stopped answering.">
          {observation.notice}
        </Notice>
      )}
      <div className={styles.body}>
        <Strip observation={observation} />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls in low windows, and keys must reach it */}
        <section className={styles.numbers} aria-label="Live numbers" tabIndex={0}>
          <LiveTable totals={totals} />
          <p className={styles.reading}>{readingOf(totals)}</p>
        </section>
      </div>
    </>
  );
}
