/** What is done on the graph: each one undo step on the recipe, or a reason why not, said where it was tried. */
import { defined } from '../../base/assert.ts';
import { methodSpec } from '../../methods/specs.ts';
import type { ModelRef, Recipe } from '../../recipe/recipe.ts';
import { outputDocument } from '../../recipe/slices.ts';
import { revealInspector } from '../commands/panels.ts';
import { shortName } from '../state/model-marks.ts';
import { changeGraph, recipeStore } from '../state/recipe-store.ts';
import { baseAtHand } from '../state/sources-store.ts';
import { setView, viewStore } from '../state/view-store.ts';
import { counted } from '../words/format.ts';
import { type Graph, type GraphEdge, graphOf, mergeId, type NodeId, OUTPUT, rowsOf, sourceId } from './graph-model.ts';
import { graphStore, type MergePlace, type MethodMenu, place as putAt, renamePlaced, setGraph } from './graph-store.ts';
import * as graph from './operations.ts';
import { documentByName, mergeOf } from './selection.ts';

export function currentGraph(): Graph {
  const { recipe, loose } = recipeStore.getState();
  return graphOf(recipe, loose);
}

function draft(): graph.Draft | undefined {
  const { recipe, goodText } = recipeStore.getState();
  return recipe && { recipe, text: goodText };
}

/**
 * Carries it out as one step unless there is a reason not to, which the canvas then shows. `loose`: the checkpoints that
 * lie on the canvas afterwards.
 */
function attempt(label: string, refusal: string | undefined, make: (now: graph.Draft) => string, loose = looseNow()): boolean {
  const now = draft();
  setGraph({ refusal, menu: undefined });
  if (!now || refusal !== undefined) return false;
  changeGraph(label, make(now), loose);
  return true;
}

const looseNow = (): readonly ModelRef[] => recipeStore.getState().loose;
function looseWith(refs: readonly ModelRef[]): readonly ModelRef[] {
  const others = refs.filter((ref) => !looseNow().includes(ref));
  return others.length > 0 ? [...looseNow(), ...others] : looseNow();
}

/** Puts checkpoints on the canvas, used or not. */
export const layModels = (refs: readonly ModelRef[]): boolean =>
  attempt(`add ${namesOf(refs)}`, undefined, ({ text }) => text, looseWith(refs));

/** For a step's name, or a sentence. */
export function namesOf(refs: readonly ModelRef[]): string {
  const [first, ...others] = refs;
  return first !== undefined && others.length === 0 ? shortName(first) : counted(refs.length, 'model');
}

// ---------------------------------------------------------------- selection

/** By its name; undefined: the one that makes the output. */
const selectMerge = (name: string | undefined): void => setView({ selection: { kind: 'merge', name } });

export function selectNode(id: NodeId): void {
  const node = currentGraph().nodes.find((each) => each.id === id);
  setGraph({ edge: undefined, refusal: undefined });
  if (node?.kind === 'source') setView({ selection: { kind: 'model', ref: node.ref } });
  else if (node?.kind === 'merge') setView({ selection: { kind: 'merge', name: node.name } });
  else if (node) setView({ selection: { kind: 'output' } });
}

export function openNode(id: NodeId): void {
  selectNode(id);
  revealInspector();
}

/** The reference that a node's result goes by; undefined for the output, and for the merge that makes it without a name. */
export function refOf(id: NodeId): ModelRef | undefined {
  const node = currentGraph().nodes.find((each) => each.id === id);
  return node?.kind === 'source' ? node.ref : node?.kind === 'merge' ? node.name : undefined;
}

// ---------------------------------------------------------------- connections

/** A connection as it is dragged: from a node's port to a node's port. */
export interface Wire {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly port: string;
}

const BASE = 'base';

function targetOf({ to, port }: Wire): graph.Target | undefined {
  const node = currentGraph().nodes.find(({ id }) => id === to);
  if (node?.kind !== 'merge') return undefined;
  if (port === BASE) return { document: node.document, role: 'base' };
  return { document: node.document, role: 'model', replaces: node.rows.find((row) => row.port === port)?.ref };
}

/** Why a wire cannot be connected, in one sentence. */
export function wireRefusal(wire: Wire): string | undefined {
  const { recipe } = recipeStore.getState();
  if (!recipe || wire.from === wire.to) return 'A merge cannot be its own parent';
  const source = currentGraph().nodes.find(({ id }) => id === wire.from);
  if (wire.to === OUTPUT) return outputRefusal(recipe, wire.from);
  const target = targetOf(wire);
  if (!target) return 'A checkpoint has no parents: drop it on a merge';
  const ref = refOf(wire.from);
  if (ref === undefined)
    return source?.kind === 'merge' ? 'This merge makes the output: put another merge behind it first' : 'The output is the end';
  return graph.connectRefusal(recipe, ref, target);
}

function outputRefusal(recipe: Recipe, from: NodeId): string | undefined {
  if (!from.startsWith(mergeId(''))) return 'The output takes a merge: drop the model on one';
  return from === mergeId(recipe.documents[outputDocument(recipe)]?.name) ? 'This merge makes the output already' : undefined;
}

export function connectWire(wire: Wire): boolean {
  const ref = refOf(wire.from);
  const target = targetOf(wire);
  const refusal = wireRefusal(wire);
  const label = `connect ${ref === undefined ? 'the output' : shortName(ref)}`;
  if (wire.to === OUTPUT) {
    const index = documentByName(recipeStore.getState().recipe, ref);
    return attempt(label, refusal, (now) => graph.makeOutput(now, index));
  }
  return attempt(label, refusal, (now) => graph.connect(now, defined(ref, 'a reference'), defined(target, 'a target')));
}

/** The same by names, as from a list. */
export function connectModelRefusal(ref: ModelRef, document: number, role: graph.Target['role']): string | undefined {
  const { recipe } = recipeStore.getState();
  return recipe ? graph.connectRefusal(recipe, ref, { document, role }) : 'There is no recipe yet';
}

export const connectModel = (ref: ModelRef, document: number, role: graph.Target['role']): boolean =>
  attempt(`connect ${shortName(ref)}`, connectModelRefusal(ref, document, role), (now) => graph.connect(now, ref, { document, role }));

/** Several models at once: those that cannot be connected stay out, and the canvas says why. */
export function connectModels(refs: readonly ModelRef[], document: number): void {
  const now = draft();
  const { text, refusal } = now ? graph.connectAll(now, refs, document) : { text: '', refusal: 'There is no recipe yet' };
  attempt(`connect ${namesOf(refs)}`, text === now?.text ? refusal : undefined, () => text);
  setGraph({ refusal });
}

export const findEdge = (id: string | undefined): GraphEdge | undefined => currentGraph().edges.find((edge) => edge.id === id);

function edgeRefusal({ role, to, port }: GraphEdge): string | undefined {
  if (role === 'output') return 'The output always has a maker';
  const { recipe } = recipeStore.getState();
  const parent = parentAt(to, port);
  return recipe && parent ? graph.disconnectRefusal(recipe, parent.document, parent.row) : 'There is no recipe';
}

function parentAt(to: NodeId, port: string) {
  const node = currentGraph().nodes.find(({ id }) => id === to);
  const row = node?.kind === 'merge' ? node.rows.find((each) => each.port === port) : undefined;
  return node?.kind === 'merge' && row ? { document: node.document, row } : undefined;
}

/** Cuts a connection; a checkpoint that nothing uses any more stays on the canvas. */
export function cutEdge(edge: GraphEdge): void {
  const parent = parentAt(edge.to, edge.port);
  const loose = edge.from === sourceId(edge.ref) ? looseWith([edge.ref]) : looseNow();
  const cut = (now: graph.Draft) => (parent ? graph.disconnect(now, parent.document, parent.row) : now.text);
  if (attempt(`disconnect ${shortName(edge.ref)}`, edgeRefusal(edge), cut, loose)) setGraph({ edge: undefined });
}

/** Moves the end of a connection to another port, as one step. */
export function moveWire(edge: GraphEdge, wire: Wire): void {
  if (edge.to === wire.to && edge.port === wire.port) return;
  const [target, old, ref] = [targetOf(wire), parentAt(edge.to, edge.port), refOf(wire.from)];
  if (edge.role === 'output' || !target || !old || ref === undefined || old.document === target.document) return void connectWire(wire);
  attempt(`move ${shortName(ref)}`, wireRefusal(wire) ?? edgeRefusal(edge), (now) => {
    const connected = graph.draftOf(graph.connect(now, ref, target));
    return graph.disconnect(connected, old.document, old.row);
  });
}

// ---------------------------------------------------------------- merges

/** The menu's choice: a new merge, selected, standing where it was asked for. */
export function addMerge(method: string, { place, stands }: MethodMenu): void {
  let made: graph.Made | undefined;
  const { after, also, user } = place;
  const done = attempt(`add ${methodSpec(method)?.label ?? method}`, undefined, (now) => {
    made =
      after !== undefined && user !== undefined
        ? graph.insertBetween(now, after, user, method, baseAtHand)
        : graph.insertMerge(now, after, method, baseAtHand, also);
    return made.text;
  });
  setGraph({ menu: undefined });
  if (!done || !made) return;
  if (stands) putAt({ [mergeId(made.name)]: stands });
  selectMerge(made.name);
}

/** Why the method cannot be chosen for a merge there. */
export function methodRefusal(method: string, { after, also = [] }: MergePlace): string | undefined {
  const { recipe } = recipeStore.getState();
  return recipe && after !== undefined ? graph.roomRefusal(recipe, method, [after, ...also], baseAtHand) : undefined;
}

export function duplicateSelected(): void {
  const index = selectedDocument();
  if (index === undefined) return;
  let made: graph.Made | undefined;
  attempt('duplicate a merge', undefined, (now) => {
    made = graph.duplicateMerge(now, index);
    return made.text;
  });
  selectMerge(made?.name);
}

/** Why the selected merge cannot be called so; undefined once it is. */
export function renameSelected(document: number, name: string): string | undefined {
  const { recipe } = recipeStore.getState();
  const old = recipe?.documents[document]?.name;
  if (!recipe || old === name) return undefined;
  const refusal = graph.renameRefusal(recipe, document, name);
  if (refusal !== undefined) return refusal;
  renamePlaced(mergeId(old), mergeId(name));
  attempt(`rename ${name}`, undefined, (now) => graph.renameMerge(now, document, name));
  selectMerge(name);
  return undefined;
}

// ---------------------------------------------------------------- deleting

/** The number of the selected merge. */
function selectedDocument(): number | undefined {
  const { selection } = viewStore.getState();
  const { recipe } = recipeStore.getState();
  return mergeOf(recipe, selection);
}

/** Why nothing that is selected can be deleted. */
function deleteRefusal(): string | undefined {
  const { recipe } = recipeStore.getState();
  const edge = findEdge(graphStore.getState().edge);
  if (!recipe) return 'There is no recipe yet';
  if (edge) return edgeRefusal(edge);
  const { selection } = viewStore.getState();
  if (selection.kind === 'output') return 'A recipe always has one output';
  if (selection.kind === 'merge') return undefined;
  if (looseNow().includes(selection.ref) && !isUsed(recipe, selection.ref)) return undefined;
  return isUsed(recipe, selection.ref) ? graph.deleteSourceRefusal(recipe, selection.ref) : 'Nothing on the canvas is selected';
}

const isUsed = (recipe: Recipe, ref: ModelRef): boolean => recipe.documents.some((at) => rowsOf(at).some((row) => row.ref === ref));

export function deleteSelected(): void {
  const edge = findEdge(graphStore.getState().edge);
  if (edge) {
    cutEdge(edge);
    return;
  }
  const { selection } = viewStore.getState();
  const refusal = deleteRefusal();
  if (selection.kind === 'merge') {
    const index = selectedDocument() ?? 0;
    attempt('delete a merge', refusal, (now) => graph.deleteMerge(now, index));
    selectMerge(undefined);
  } else if (selection.kind === 'model') {
    const { ref } = selection;
    const loose = looseNow().filter((each) => each !== ref);
    if (!attempt(`take out ${shortName(ref)}`, refusal, (now) => graph.deleteSource(now, ref), loose)) return;
    selectMerge(undefined);
  } else setGraph({ refusal });
}
