/** The merge graph as a drawing, also while another tab shows: nodes stand where they were put, the others where they would. */
import { svgOf } from '../graph/export-svg.ts';
import { currentGraph } from '../graph/graph-edits.ts';
import { graphStore } from '../graph/graph-store.ts';
import { layoutGraph } from '../graph/layout.ts';
import { ownRows } from '../graph/use-graph.ts';

/** SVG with the colours of the page. */
export function drawGraph(): Blob {
  const graph = currentGraph();
  return svgOf(graph, layoutGraph(graph, graphStore.getState().placed, ownRows));
}
