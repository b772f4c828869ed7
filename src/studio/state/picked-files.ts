/** Files as browsers hand them over (picked, a folder, dropped), as the checkpoints that they make. */
import type { PickedFile } from './library.ts';

export interface PickedCheckpoint {
  readonly label: string;
  readonly files: readonly PickedFile[];
}

export interface Picked {
  readonly checkpoints: readonly PickedCheckpoint[];
  /** Texts of recipes that lay among them. */
  readonly recipes: readonly { readonly name: string; readonly file: File }[];
  /** Names of files that are neither. */
  readonly ignored: readonly string[];
}

/** Files of a dropped folder that are looked at: far above any checkpoint, far below a home folder. */
const MAX_PICKED = 5000;

const WEIGHTS = /\.safetensors$/i;
const COMPANION = /\.(json|jinja|model|txt|md|safetensors)$/i;
const RECIPE = /\.ya?ml$/i;

/** `path` with folders where the browser gave them: each folder that holds weights is a checkpoint, loose files are one. */
export function sortPicked(files: readonly PickedFile[]): Picked {
  const folders = new Map<string, PickedFile[]>();
  for (const file of files) {
    const cut = file.path.lastIndexOf('/');
    const folder = cut < 0 ? '' : file.path.slice(0, cut);
    folders.set(folder, [...(folders.get(folder) ?? []), { path: file.path.slice(cut + 1), file: file.file }]);
  }
  const checkpoints: PickedCheckpoint[] = [];
  const recipes: Picked['recipes'][number][] = [];
  const ignored: string[] = [];
  for (const [folder, inside] of folders) {
    const isCheckpoint = inside.some(({ path }) => WEIGHTS.test(path));
    if (isCheckpoint) checkpoints.push({ label: labelOf(folder, inside), files: inside.filter(({ path }) => COMPANION.test(path)) });
    for (const { path, file } of inside) {
      // A checkpoint that Alloy or mergekit wrote carries its recipe along; opening the model must not replace the user's.
      if (!isCheckpoint && RECIPE.test(path)) recipes.push({ name: path.replace(RECIPE, ''), file });
      else if (!isCheckpoint) ignored.push(path);
    }
  }
  return { checkpoints, recipes, ignored };
}

function labelOf(folder: string, files: readonly PickedFile[]): string {
  const last = folder.slice(folder.lastIndexOf('/') + 1);
  if (last !== '') return last;
  const [weights] = files.filter(({ path }) => WEIGHTS.test(path));
  return weights?.path.replace(/(-\d+-of-\d+)?\.safetensors$/i, '') || 'model';
}

export const fromInput = (list: FileList): PickedFile[] =>
  Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file }));

/** Everything that was dropped, folders opened. Must be called in the event itself: the list is empty afterwards. */
export function fromDrop(transfer: DataTransfer): Promise<PickedFile[]> {
  const entries = Array.from(transfer.items).flatMap((item) => item.webkitGetAsEntry() ?? []);
  return collect(entries);
}

async function collect(roots: readonly FileSystemEntry[]): Promise<PickedFile[]> {
  const found: PickedFile[] = [];
  const queue = [...roots];
  for (let entry = queue.shift(); entry && found.length < MAX_PICKED; entry = queue.shift()) {
    if (isFile(entry)) found.push({ path: entry.fullPath.replace(/^\//, ''), file: await fileOf(entry) });
    else if (isFolder(entry)) queue.push(...(await childrenOf(entry)));
  }
  return found;
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject));

async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  // Chromium gives a hundred at a time, and an empty list at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0 || children.length > MAX_PICKED) return children;
    children.push(...some);
  }
}
