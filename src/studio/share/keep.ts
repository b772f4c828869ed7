/** What is kept of the recipe at hand as a file or in the clipboard, beside its text. Loaded when it is asked for. */
import { recipeStore } from '../state/recipe-store.ts';
import { fileName } from '../state/recipe-text.ts';
import { save } from '../state/run-files.ts';

export async function copyLink(): Promise<void> {
  const { outgoingLink } = await import('./outgoing-link.ts');
  await navigator.clipboard.writeText((await outgoingLink()).href);
}

export async function saveCard(): Promise<void> {
  const { cardOf } = await import('./card-text.ts');
  const { name, text } = recipeStore.getState();
  const card = cardOf(name, text);
  if (card !== undefined) save(new Blob([card], { type: 'text/markdown' }), 'README.md');
}

/** The merge graph as SVG. */
export async function drawnGraph(): Promise<Blob> {
  const { drawGraph } = await import('./graph-picture.ts');
  return drawGraph();
}

export async function saveGraph(kind: 'png' | 'svg'): Promise<void> {
  const drawing = await drawnGraph();
  const file = `${fileName(recipeStore.getState().name)}.${kind}`;
  if (kind === 'svg') return save(drawing, file);
  const { pictureOf } = await import('../parts/picture.ts');
  const picture = await pictureOf(await drawing.text());
  picture.toBlob((blob) => blob && save(blob, file), 'image/png');
}
