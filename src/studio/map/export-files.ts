/** Pictures and tables as files. Each carries the recipe and the version that made it, so that it can be made again. */
import { version } from '../../../package.json';
import { recipeStore } from '../state/recipe-store.ts';
import { fileName } from '../state/recipe-text.ts';
import { save } from '../state/run-files.ts';
import { sourcesStore } from '../state/sources-store.ts';

export type ExportKind = 'png' | 'svg' | 'csv';

export interface Provenance {
  /** What the file shows: "Conflict share, layer by module". */
  readonly title: string;
  /** How much was looked at for it: "every weight". */
  readonly coverage: string;
  /** The recipe that was observed. */
  readonly recipe: string;
}

/** The title where it stands in the picture. */
export const drawnTitle = ({ title, coverage }: Pick<Provenance, 'title' | 'coverage'>): string => `${title} (${coverage})`;

/** Lines that tell where a file comes from. */
function provenanceLines({ title, coverage, recipe }: Provenance): readonly string[] {
  const models = Object.values(sourcesStore.getState().entries).flatMap(({ ref, state }) => {
    if (!recipe.includes(ref) || state.kind !== 'ready') return [];
    return [`model ${ref}${state.summary.revision === undefined ? '' : ` at ${state.summary.revision}`}`];
  });
  return [title, `made by Alloy ${version}`, `of ${coverage}`, ...models, 'recipe:', ...recipe.trimEnd().split('\n')];
}

const quoted = (cell: string | number): string =>
  typeof cell === 'string' && /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : String(cell);

/** Comma-separated values; where they come from stands above them, a line each, marked #. */
export function csvText(from: Provenance, header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const about = provenanceLines(from).map((line) => `# ${line}`);
  return [...about, ...[header, ...rows].map((cells) => cells.map(quoted).join(','))].join('\n').concat('\n');
}

export const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** The metadata element of an SVG. */
export const svgMetadata = (from: Provenance): string => `<metadata>${escapeXml(provenanceLines(from).join('\n'))}</metadata>`;

export function saveExport(file: Blob, what: string, kind: ExportKind): void {
  save(file, `${fileName(`${recipeStore.getState().name} ${what}`)}.${kind}`);
}

export async function pngOf(canvas: HTMLCanvasElement, from: Provenance): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  return blob
    ? new Blob([withText(new Uint8Array(await blob.arrayBuffer()), provenanceLines(from).join('\n'))], { type: 'image/png' })
    : new Blob();
}

/** After the signature and the IHDR chunk, which a PNG always begins with. */
const AFTER_HEADER = 33;

/** The picture with a text chunk (iTXt, UTF-8, keyword "Comment"; PNG 1.2, 4.2.3.3). */
function withText(png: Uint8Array, text: string): Uint8Array<ArrayBuffer> {
  const body = new TextEncoder().encode(`iTXtComment\0\0\0\0\0${text}`);
  const chunk = new Uint8Array(body.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.length - 4);
  chunk.set(body, 4);
  view.setUint32(chunk.length - 4, crc32(body));
  const whole = new Uint8Array(png.length + chunk.length);
  whole.set(png.subarray(0, AFTER_HEADER));
  whole.set(chunk, AFTER_HEADER);
  whole.set(png.subarray(AFTER_HEADER), AFTER_HEADER + chunk.length);
  return whole;
}

/** As PNG's chunks end with (ISO 3309). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
