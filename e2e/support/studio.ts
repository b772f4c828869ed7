/** What a person does in the studio, by the names that they read or hear. */
import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page } from '@playwright/test';
import { readSafetensors, type Tensor } from './safetensors.ts';

export interface Studio {
  readonly page: Page;
  readonly merge: Locator;
  readonly problems: Locator;
  /** The bar at the bottom. */
  readonly runBar: Locator;
  open(): Promise<void>;
  /** The recipe as a form, with what stands in its way. */
  showForm(): Promise<void>;
  /** A recipe comes in from the clipboard. */
  paste(recipe: string): Promise<void>;
  /** A model comes in from the Hub. */
  add(id: string): Promise<void>;
  /** An empty page in place of what is there. */
  startAnew(): Promise<void>;
  computeOn(part: 'GPU' | 'CPU'): Promise<void>;
  /** Folders from the desktop. */
  drop(...folders: readonly string[]): Promise<void>;
  /** The same, let go at a place of the page. */
  dropAt(at: { readonly x: number; readonly y: number }, ...folders: readonly string[]): Promise<void>;
  /** Until the run that was started has ended well. */
  finish(): Promise<void>;
  download(path: string): Promise<Buffer>;
  tensors(path?: string): Promise<ReadonlyMap<string, Tensor>>;
  /** Every file that the page keeps in the browser's own file system. */
  keptFiles(): Promise<readonly string[]>;
}

export function createStudio(page: Page, hubUrl: string): Studio {
  const runBar = page.getByRole('contentinfo', { name: 'Run' });
  const dialog = page.getByRole('dialog', { name: 'Add a model' });
  const merge = runBar.getByRole('button', { name: /^Merge/ });
  const download = async (path: string) => {
    const arriving = page.waitForEvent('download');
    await page.getByRole('button', { name: `Download ${path}`, exact: true }).click();
    return readFile(await (await arriving).path());
  };
  return {
    page,
    merge,
    problems: page.getByRole('region', { name: 'Problems' }),
    runBar,
    async open() {
      await page.goto(`./?hub=${encodeURIComponent(hubUrl)}`);
      await expect(merge).toBeVisible();
    },
    async showForm() {
      await page.getByRole('tab', { name: 'Graph', exact: true }).click();
      const list = page.getByRole('button', { name: 'Graph as a list', exact: true });
      if ((await list.getAttribute('aria-pressed')) !== 'true') await list.click();
      await expect(list).toHaveAttribute('aria-pressed', 'true');
    },
    async paste(recipe) {
      await page.evaluate((text) => navigator.clipboard.writeText(text), recipe);
      await page.keyboard.press('ControlOrMeta+v');
      await expect(page.getByRole('button', { name: 'Pasted recipe, recipe menu' })).toBeVisible();
    },
    async add(id) {
      await page.getByRole('navigation', { name: 'Models and presets' }).getByRole('button', { name: 'Add a model' }).click();
      await dialog.getByRole('combobox', { name: /on the Hub/ }).fill(id);
      await dialog.getByRole('button', { name: 'Add model' }).click();
      await expect(dialog).toBeHidden();
    },
    async startAnew() {
      await page.getByRole('button', { name: /, recipe menu$/ }).click();
      await page.getByRole('menuitem', { name: 'New recipe' }).click();
    },
    async computeOn(part) {
      await runBar.getByRole('button').first().click();
      await page.getByRole('radiogroup', { name: 'Compute on' }).getByText(part, { exact: true }).click();
      await page.keyboard.press('Escape');
      await expect(runBar.getByRole('button').first()).toContainText(part);
    },
    drop: (...folders) => dropFolders(page, folders, BESIDE),
    dropAt: (at, ...folders) => dropFolders(page, folders, at),
    async finish() {
      await expect(page.getByText(/^Reopened and checked/)).toBeVisible({ timeout: 45_000 });
    },
    download,
    tensors: async (path = 'model.safetensors') => readSafetensors(await download(path)),
    keptFiles: () => page.evaluate(listKeptFiles),
  };
}

/** On the bar at the top, where nothing has its own use for what is dropped. */
const BESIDE = { x: 720, y: 20 };

/** Drags real folders in, through the browser's own drag events: what a page may read of a drop cannot be made up. */
async function dropFolders(page: Page, folders: readonly string[], at: { readonly x: number; readonly y: number }): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...folders], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, ...at, data });
  await session.detach();
}

/** Runs in the page. */
async function listKeptFiles(): Promise<readonly string[]> {
  const found: string[] = [];
  const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
    for await (const [name, handle] of folder.entries()) {
      if (handle instanceof FileSystemDirectoryHandle) await walk(handle, `${path}${name}/`);
      else found.push(`${path}${name}`);
    }
  };
  await walk(await navigator.storage.getDirectory(), '');
  return found;
}
