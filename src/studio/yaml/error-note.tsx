/** The first error of the text in words, with what can be done about it. */
import { IconAlertCircle } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { RecipeProblem } from '../../recipe/recipe.ts';
import { Button } from '../parts/button.tsx';
import { mendsFor } from '../state/mends.ts';
import { useRecipe, useSources } from '../state/use-store.ts';
import { isError, restoreText, soundTextBefore } from './restore-text.ts';
import styles from './yaml-pane.module.css';

interface ErrorNoteProps {
  /** Brings the cursor to the place. */
  readonly onReveal: (line: number, column: number) => void;
}

export function ErrorNote({ onReveal }: ErrorNoteProps) {
  const problem = useRecipe(({ problems }) => problems.find(isError));
  const errors = useRecipe(({ problems }) => problems.filter(isError).length);
  return (
    <div className={styles.note} role="status" data-empty={problem === undefined || undefined}>
      {problem && <Words problem={problem} more={errors - 1} onReveal={onReveal} />}
    </div>
  );
}

interface WordsProps extends ErrorNoteProps {
  readonly problem: RecipeProblem;
  readonly more: number;
}

function Words({ problem, more, onReveal }: WordsProps) {
  const { line, column = 1, message } = problem;
  const [what, advice] = sentences(message);
  const shown = useRecipe(({ text, goodText, recipe }) => text !== goodText && recipe !== undefined);
  return (
    <>
      <IconAlertCircle size={16} stroke={1.6} aria-hidden />
      <div>
        <p>
          {line === undefined ? (
            <strong>{what}</strong>
          ) : (
            <button type="button" className={styles.place} onClick={() => onReveal(line, column)}>
              Line {line}: {what}
            </button>
          )}{' '}
          {advice} {shown && 'The recipe stays as it was before this line.'} {more > 0 && `${more} more below it.`}
        </p>
        <p className={styles.mends}>
          <Mends problem={problem} />
          <Restore />
        </p>
      </div>
    </>
  );
}

/** The first sentence says what is wrong; what follows, what to do. */
function sentences(message: string): readonly [string, string] {
  const end = message.search(/[.?!] /);
  return end < 0 ? [message, ''] : [message.slice(0, end + 1), message.slice(end + 2)];
}

/** More ways out stand with the problems of the merge. */
const MOST_MENDS = 2;

function Mends({ problem }: { readonly problem: RecipeProblem }) {
  const recipe = useRecipe((state) => state.recipe);
  const library = useSources(useShallow((state) => state.order));
  const mends = mendsFor({ severity: 'error', what: problem.message, problem }, recipe, library);
  return mends.slice(0, MOST_MENDS).map(({ label, run }) => (
    <Button key={label} onClick={run}>
      {label}
    </Button>
  ));
}

function Restore() {
  const past = useRecipe((state) => state.past);
  const name = useRecipe((state) => state.name);
  const text = useMemo(() => soundTextBefore(past, name), [past, name]);
  if (text === undefined) return undefined;
  return (
    <Button kind="quiet" onClick={() => restoreText(text)}>
      Restore text
    </Button>
  );
}
