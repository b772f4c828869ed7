import { expect, test } from 'vitest';
import { graphOf } from './graph-model.ts';
import { COMPACT, layoutGraph, sizeOf } from './layout.ts';
import { draftOf, insertMerge } from './operations.ts';

const TEXT =
  'merge_method: ties\nbase_model: b\nmodels:\n  - {model: a, parameters: {weight: 1}}\n  - {model: c, parameters: {weight: 1}}\n';
const graph = graphOf(draftOf(insertMerge(draftOf(TEXT), undefined, 'linear', () => undefined).text).recipe);

test('parents stand left of what is made of them, and nothing covers anything', () => {
  const at = layoutGraph(graph, {});
  for (const { from, to } of graph.edges) {
    const node = graph.nodes.find(({ id }) => id === from);
    expect((at[from]?.x ?? 0) + (node ? sizeOf(node).width : 0)).toBeLessThan(at[to]?.x ?? 0);
  }
  const boxes = graph.nodes.map((node) => ({ ...at[node.id], ...sizeOf(node) }));
  for (const [i, a] of boxes.entries()) {
    for (const b of boxes.slice(i + 1)) {
      const apart =
        (a.x ?? 0) + a.width <= (b.x ?? 0) ||
        (b.x ?? 0) + b.width <= (a.x ?? 0) ||
        (a.y ?? 0) + a.height <= (b.y ?? 0) ||
        (b.y ?? 0) + b.height <= (a.y ?? 0);
      expect(apart).toBe(true);
    }
  }
});

test('parents stand in the order of their ports', () => {
  const at = layoutGraph(graph, {});
  const sources = ['source b', 'source a', 'source c'].map((id) => at[id]?.y ?? 0);
  expect(sources).toEqual(sources.toSorted((a, b) => a - b));
});

test('what was put by hand stays, and the others make room', () => {
  const free = layoutGraph(graph, {});
  const spot = free['source a'] ?? { x: 0, y: 0 };
  const at = layoutGraph(graph, { 'source c': spot });
  expect(at['source c']).toEqual(spot);
  expect(at['source a']?.y).toBeGreaterThan(spot.y + 76);
  expect(new Set(Object.values(at).map(({ x, y }) => `${x} ${y}`)).size).toBe(graph.nodes.length);
});

test('a checkpoint and a merge stand side by side on a phone', () => {
  const at = layoutGraph(graphOf(draftOf(TEXT).recipe), {}, () => 0, COMPACT);
  const [source, merge] = [at['source a'], at['merge ']];
  expect((merge?.x ?? 0) + 216 - (source?.x ?? 0)).toBeLessThanOrEqual(390);
});
