/** The graph drawn from the recipe as SVG of its own, with the colours of the page as values: it looks the same anywhere. */
import { methodSpec } from '../../methods/specs.ts';
import { documentAt, isNumber, modelPlaces, setsBaseApart } from '../state/recipe-places.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { sourcesStore } from '../state/sources-store.ts';
import { counted, setting, writtenCount } from '../words/format.ts';
import type { Graph, GraphEdge, GraphNode, MergeNode } from './graph-model.ts';
import { type Point, type Positions, type Size, sizeOf } from './layout.ts';
import { shapePath } from './method-shape.tsx';
import { nodeName, placeOf } from './names.ts';
import { ownRows } from './use-graph.ts';

type Colour = (token: string) => string;
type Box = Point & Size;

const MARGIN = 24;
const HEAD = 44;
const ROW = 28;

export function svgOf(graph: Graph, at: Positions): Blob {
  const style = getComputedStyle(document.documentElement);
  const colour: Colour = (token) => style.getPropertyValue(`--${token}`).trim();
  return new Blob([drawGraph(graph, at, colour)], { type: 'image/svg+xml' });
}

/** `colour` gives a token's value. */
function drawGraph(graph: Graph, at: Positions, colour: Colour): string {
  const boxes = new Map(graph.nodes.map((node) => [node.id, { ...(at[node.id] ?? { x: 0, y: 0 }), ...sizeOf(node, ownRows(node)) }]));
  const all = [...boxes.values()];
  const [left, top] = [Math.min(...all.map(({ x }) => x)) - MARGIN, Math.min(...all.map(({ y }) => y)) - MARGIN];
  const width = Math.max(...all.map((box) => box.x + box.width)) + MARGIN - left;
  const height = Math.max(...all.map((box) => box.y + box.height)) + MARGIN - top;
  const edges = graph.edges.map((edge) => drawEdge(edge, graph, boxes, colour));
  const nodes = graph.nodes.map((node) => drawNode(node, boxes.get(node.id) ?? { x: 0, y: 0, width: 0, height: 0 }, colour));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}" font-family="Inter, system-ui, sans-serif" font-size="12">`,
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${colour('canvas')}"/>`,
    ...edges,
    ...nodes,
    '</svg>',
  ].join('\n');
}

function drawEdge({ from, to, port, role, ref }: GraphEdge, graph: Graph, boxes: ReadonlyMap<string, Box>, colour: Colour): string {
  const [a, b] = [boxes.get(from), boxes.get(to)];
  if (!a || !b) return '';
  const target = graph.nodes.find(({ id }) => id === to);
  const row = target?.kind === 'merge' ? target.rows.findIndex((each) => each.port === port) : -1;
  const [x1, y1, x2] = [a.x + a.width, a.y + a.height / 2, b.x];
  const y2 = row < 0 ? b.y + b.height / 2 : b.y + HEAD + (row + 0.5) * ROW;
  const bend = Math.max(24, Math.abs(x2 - x1) / 2);
  const stroke = role === 'output' ? colour('edge') : colour(`model-${markOf(ref, role === 'base').colour}`);
  const dash = role === 'base' ? ' stroke-dasharray="3 4"' : '';
  return `<path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}" fill="none" stroke="${stroke}" stroke-width="1.5"${dash}/>`;
}

function markOf(ref: string, isBase: boolean): { readonly letter: string; readonly colour: number } {
  const entry = sourcesStore.getState().entries[ref];
  return isBase ? { letter: '0', colour: 0 } : { letter: entry?.letter ?? ref.charAt(0).toUpperCase(), colour: entry?.slot ?? 5 };
}

function drawNode(node: GraphNode, box: Box, colour: Colour): string {
  const frame = `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="8" fill="${colour('surface')}" stroke="${colour('line-2')}"/>`;
  const inside =
    node.kind === 'source'
      ? drawSource(node.ref, box, colour)
      : node.kind === 'merge'
        ? drawMerge(node, box, colour)
        : drawOutput(box, colour);
  return `<g>${frame}${inside}</g>`;
}

function drawSource(ref: string, { x, y }: Box, colour: Colour): string {
  const { recipe } = recipeStore.getState();
  const isBase = recipe?.documents.some(({ base, method }) => base === ref && setsBaseApart(method)) ?? false;
  return [
    tag(x + 12, y + 16, ref, isBase, colour),
    text(x + 40, y + 21, placeOf(ref), colour('ink-3'), 11),
    text(x + 40, y + 37, cut(nodeName(recipe, ref), 18), colour('ink'), 12, 600),
    text(x + 12, y + 64, factsOf(ref), colour('ink-3'), 11),
  ].join('');
}

function factsOf(ref: string): string {
  const state = sourcesStore.getState().entries[ref]?.state;
  return state?.kind === 'ready' ? [writtenCount(state.summary.parameters), state.summary.dtypes[0]].filter(Boolean).join(' · ') : '';
}

function drawMerge({ document, name, method, rows }: MergeNode, { x, y, width }: Box, colour: Colour): string {
  const { recipe } = recipeStore.getState();
  const label = methodSpec(method)?.label ?? method;
  const places = documentAt(recipe, document);
  const lines = rows.map(({ ref, role, model, note }, i) => {
    const weight = places && model !== undefined ? modelPlaces(places)[model]?.levels[0]?.weight : undefined;
    const value = role === 'base' ? 'base' : (note ?? (isNumber(weight) ? setting(weight, 0.01) : ''));
    const middle = y + HEAD + (i + 0.5) * ROW;
    return [
      tag(x + 12, middle - 8, ref, role === 'base', colour, 16),
      text(x + 36, middle + 4, cut(nodeName(recipe, ref), 20), colour('ink'), 12),
      text(x + width - 12, middle + 4, value, colour('ink-2'), 12, 400, 'end'),
    ].join('');
  });
  const shape = `<path transform="translate(${x + 14} ${y + 14})" d="${shapePath(method)}" fill="none" stroke="${colour('ink')}" stroke-width="1.8" stroke-linecap="round"/>`;
  const title = text(x + 42, y + (name === undefined ? 26 : 20), label, colour('ink'), 12, 600);
  return [shape, title, name === undefined ? '' : text(x + 42, y + 35, cut(name, 28), colour('ink-3'), 11), ...lines].join('');
}

function drawOutput({ x, y }: Box, colour: Colour): string {
  const { name, recipe } = recipeStore.getState();
  return [
    text(x + 14, y + 26, 'Output', colour('ink'), 12, 600),
    text(x + 14, y + 46, cut(name, 20), colour('ink-2'), 12),
    text(x + 14, y + 63, counted(recipe?.documents.length ?? 0, 'merge'), colour('ink-3'), 11),
  ].join('');
}

function tag(x: number, y: number, ref: string, isBase: boolean, colour: Colour, size = 20): string {
  const { letter, colour: slot } = markOf(ref, isBase);
  const ink = colour(`on-model-${slot}`) || colour('on-model');
  const box = `<rect x="${x}" y="${y}" width="${size}" height="${size}" rx="3" fill="${colour(`model-${slot}`)}"/>`;
  return box + text(x + size / 2, y + size / 2 + 4, letter, ink, 11, 600, 'middle');
}

function text(x: number, y: number, words: string, fill: string, size: number, weight = 400, anchor = 'start'): string {
  return `<text x="${x}" y="${y}" fill="${fill}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

const escaped = (words: string) => words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** SVG does not cut text by itself: in the middle, as on the page. */
const cut = (words: string, most: number) => (words.length <= most ? words : `${words.slice(0, most - 7)}…${words.slice(-6)}`);
