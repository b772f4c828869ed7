/** The recipe as a graph: its checkpoints, its documents and its output as nodes, who is made of whom as edges. */
import { methodSpec } from '../../methods/specs.ts';
import type { MergeDocument, ModelRef, Recipe } from '../../recipe/recipe.ts';
import { outputDocument, recipeModels } from '../../recipe/slices.ts';
import { modelPlaces, type Place, setsBaseApart } from '../state/recipe-places.ts';

export type NodeId = string;

export const OUTPUT: NodeId = 'output';
export const sourceId = (ref: ModelRef): NodeId => `source ${ref}`;
/** A document without a name is the output's: there is only one. */
export const mergeId = (name: string | undefined): NodeId => `merge ${name ?? ''}`;

/** One parent of a merge, a row of its node. */
export interface ParentRow {
  /** Of its port; as lasting as the parent itself. */
  readonly port: string;
  readonly ref: ModelRef;
  readonly role: 'base' | 'model';
  /** Its number among the models of the document, for a model that is listed once. */
  readonly model?: number | undefined;
  readonly place?: Place | undefined;
  /** Where it is listed more than once, or with only some of its layers. */
  readonly note?: string | undefined;
}

export type GraphNode =
  | { readonly kind: 'source'; readonly id: NodeId; readonly ref: ModelRef }
  | {
      readonly kind: 'merge';
      readonly id: NodeId;
      readonly document: number;
      readonly name: string | undefined;
      readonly method: string;
      readonly rows: readonly ParentRow[];
      /** Models that the method still wants. */
      readonly wants: number;
    }
  | { readonly kind: 'output'; readonly id: NodeId };

export type MergeNode = Extract<GraphNode, { kind: 'merge' }>;

export interface GraphEdge {
  readonly id: string;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly port: string;
  readonly role: ParentRow['role'] | 'output';
  readonly ref: ModelRef;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

const NO_GRAPH: Graph = { nodes: [], edges: [] };

/** The port that the output has, and the one of a merge that takes further models. */
export const OUTPUT_PORT = 'in';
export const FREE_PORT = 'free';

/** The base stands first where the method sets it apart; then the models in the recipe's order. */
export function rowsOf(document: MergeDocument): readonly ParentRow[] {
  const { base } = document;
  const apart = base !== undefined && setsBaseApart(document.method);
  const baseRow: ParentRow[] = apart ? [{ port: 'base', ref: base, role: 'base', place: ['base_model'] }] : [];
  const listed = modelPlaces(document).map((place, model) => ({ ...place, model }));
  const refs = [...new Set(listed.map(({ ref }) => ref))].filter((ref) => !apart || ref !== base);
  return [
    ...baseRow,
    ...refs.map((ref) =>
      modelRow(
        ref,
        listed.filter((each) => each.ref === ref),
      ),
    ),
  ];
}

type Listed = Pick<ReturnType<typeof modelPlaces>[number], 'place' | 'layers'> & { readonly model: number };

function modelRow(ref: ModelRef, listed: readonly Listed[]): ParentRow {
  const port = `model ${ref}`;
  const [first, ...others] = listed;
  const layers = listed.flatMap(({ layers: range }) => (range ? [`${range[0]}–${range[1] - 1}`] : []));
  const note = layers.length > 0 ? `layers ${layers.join(', ')}` : others.length > 0 ? `${listed.length} times` : undefined;
  if (!first || others.length > 0) return { port, ref, role: 'model', note };
  return { port, ref, role: 'model', model: first.model, place: first.place, note };
}

/** How many models the method still wants, the base not counted where it is set apart. */
function wanted(document: MergeDocument, rows: readonly ParentRow[]): number {
  const min = methodSpec(document.method)?.models.min ?? 0;
  return Math.max(0, min - rows.filter(({ role }) => role === 'model').length);
}

/** `loose`: checkpoints that lie on the canvas and that nothing uses yet. */
export function graphOf(recipe: Recipe | undefined, loose: readonly ModelRef[] = []): Graph {
  if (!recipe) return NO_GRAPH;
  const { documents } = recipe;
  const merges = documents.map((document, i) => mergeNode(document, i));
  const sources = [...new Set([...recipeModels(recipe), ...loose])].map((ref): GraphNode => ({ kind: 'source', id: sourceId(ref), ref }));
  const output = merges[outputDocument(recipe)];
  const last: GraphEdge[] = output ? [edgeOf(output.id, OUTPUT, OUTPUT_PORT, 'output', output.name ?? '')] : [];
  return {
    nodes: [...sources, ...merges, { kind: 'output', id: OUTPUT }],
    edges: [...merges.flatMap((merge) => edgesInto(merge, documents)), ...last],
  };
}

function mergeNode(document: MergeDocument, index: number): MergeNode {
  const rows = rowsOf(document);
  const { name, method } = document;
  return { kind: 'merge', id: mergeId(name), document: index, name, method, rows, wants: wanted(document, rows) };
}

const edgesInto = ({ id, rows }: MergeNode, documents: readonly MergeDocument[]): GraphEdge[] =>
  rows.map(({ ref, role, port }) => {
    const made = documents.some(({ name }) => name === ref);
    return edgeOf(made ? mergeId(ref) : sourceId(ref), id, port, role, ref);
  });

const edgeOf = (from: NodeId, to: NodeId, port: string, role: GraphEdge['role'], ref: ModelRef): GraphEdge => ({
  id: `${from} → ${to} ${port}`,
  from,
  to,
  port,
  role,
  ref,
});
