/** Results that this tab keeps until it closes: which files they are, and how they are let go. */
import { engine } from './engine.ts';
import { type Run, updateRun } from './job-store.ts';
import { addFiles } from './library.ts';
import { shortName } from './model-marks.ts';
import { addToMerge } from './recipe-edits.ts';
import { fileName } from './recipe-text.ts';
import { dropFiles, filesOf } from './run-files.ts';
import { sourcesStore } from './sources-store.ts';

/** Bytes of a run's files that the browser holds. */
export const keptBytes = ({ result }: Run): number => (result?.files ?? []).reduce((sum, { held, bytes }) => sum + (held ? bytes : 0), 0);

/** The run whose result lies in a folder of the browser's own file system. */
export const runOfFolder = (runs: readonly Run[], folder: string): Run | undefined =>
  runs.find(({ result }) => result?.files.some((file) => file.folder === folder));

/** Lets go of a result. Its figures and its recipe stay. */
export async function deleteResult(run: Run): Promise<void> {
  const folder = run.result?.files.find((file) => file.folder !== undefined)?.folder;
  if (folder !== undefined) await engine().removeStored(folder);
  dropFiles(run.id);
  updateRun(run.id, (state) => ({ ...state, result: state.result && withoutFiles(state.result) }));
}

const withoutFiles = (result: NonNullable<Run['result']>): NonNullable<Run['result']> => ({
  ...result,
  files: result.files.map((file) => ({ ...file, held: false, folder: undefined })),
});

/** Why a result cannot be let go: a model of the library is made of its files. */
export function deleteBlocker({ id }: Run): string | undefined {
  const files = new Set(filesOf(id).values());
  const user = Object.values(sourcesStore.getState().entries).find(
    ({ spec }) => spec?.kind === 'files' && spec.files.some(({ file }) => files.has(file)),
  );
  return user && `The model ${shortName(user.ref)} is made of these files`;
}

/** A result becomes a model that other merges can use. */
export function takeAsSource({ id, name }: Run): void {
  const files = [...filesOf(id)].map(([path, file]) => ({ path, file }));
  addToMerge(addFiles(fileName(name), files));
}
