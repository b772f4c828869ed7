/** Follows the page and writes down its runs as they end and its recipes as they are left for others. */
import { isRunning, jobStore } from '../state/job-store.ts';
import { PRESETS } from '../state/presets.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { keepRecipe, keepRun, loadBook } from './book.ts';

/** Returns the end of it. */
export function keepHistory(): () => void {
  void loadBook();
  const ends = [
    jobStore.subscribe((now, before) => {
      for (const run of now.runs) {
        const was = before.runs.find(({ id }) => id === run.id);
        if (was && isRunning(was) && !isRunning(run)) keepRun(run);
      }
    }),
    recipeStore.subscribe((now, before) => {
      const own = PRESETS.every(({ text }) => text !== before.text);
      if (now.opened !== before.opened && own) keepRecipe(before.name, before.text);
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}
