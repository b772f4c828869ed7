/**
 * How the graph is looked at: where nodes were put by hand, what is about to be done. None of it is part of the recipe;
 * places are kept in the browser, a set for each recipe's name.
 */
import { createStore } from 'zustand/vanilla';
import type { ModelRef } from '../../recipe/recipe.ts';
import { byName } from '../state/by-name.ts';
import { recipeStore } from '../state/recipe-store.ts';
import type { NodeId } from './graph-model.ts';
import type { Point, Positions } from './layout.ts';

/** Where a new merge goes: behind a node's result (undefined: behind the last), or into one connection. */
export interface MergePlace {
  readonly after: ModelRef | undefined;
  /** More models of it from the start. */
  readonly also?: readonly ModelRef[] | undefined;
  /** The only user that is relinked. */
  readonly user?: number | undefined;
}

/** The menu of methods: on the page where it opens, and where its merge goes and stands. */
export interface MethodMenu {
  readonly x: number;
  readonly y: number;
  readonly place: MergePlace;
  readonly stands?: Point | undefined;
}

export interface GraphState {
  readonly placed: Positions;
  /** How often nodes were given back to the layout: only then, and when nodes come or go, those not put by hand move. */
  readonly tidied: number;
  /** The selected connection. */
  readonly edge: string | undefined;
  readonly menu: MethodMenu | undefined;
  /** The node that a dragged model or file is over; the empty text: none, but the canvas. */
  readonly dropOn: NodeId | undefined;
  /** Why the last thing was not done. */
  readonly refusal: string | undefined;
}

export const graphStore = createStore<GraphState>(() => ({
  placed: {},
  tidied: 0,
  edge: undefined,
  menu: undefined,
  dropOn: undefined,
  refusal: undefined,
}));

export const setGraph = (state: Partial<GraphState>): void => graphStore.setState(state);

export const place = (points: Positions): void => graphStore.setState(({ placed }) => ({ placed: { ...placed, ...points } }));

/** Gives nodes back to the layout; without any named, all. */
export function unplace(ids?: readonly NodeId[]): void {
  graphStore.setState(({ placed, tidied }) => ({
    placed: Object.fromEntries(Object.entries(placed).filter(([id]) => ids && !ids.includes(id))),
    tidied: tidied + 1,
  }));
}

export function renamePlaced(from: NodeId, to: NodeId): void {
  const point = graphStore.getState().placed[from];
  if (point) place({ [to]: point });
}

const KEY = 'alloy.graph';
/** Recipes whose places are kept; the one looked at last comes last. */
const MOST = 40;

/** Reads the places of the recipe that is open, and keeps them from now on. Returns the end of it. */
export function startKeepingPlaces(): () => void {
  graphStore.setState({ placed: read()[recipeStore.getState().name] ?? {} });
  const ends = [
    recipeStore.subscribe((now, before) => {
      if (now.name === before.name) return;
      // Renamed, the graph stays as it is; another recipe has places of its own.
      if (now.text === before.text) keep();
      else graphStore.setState({ placed: read()[now.name] ?? {}, edge: undefined, refusal: undefined });
    }),
    recipeStore.subscribe(
      (now, before) => now.text !== before.text && graphStore.getState().refusal !== undefined && setGraph({ refusal: undefined }),
    ),
    graphStore.subscribe((now, before) => now.placed !== before.placed && keep()),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function read(): Readonly<Record<string, Positions>> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return isRecord(value)
      ? byName(Object.fromEntries(Object.entries(value).flatMap(([name, placed]) => (isPositions(placed) ? [[name, placed]] : []))))
      : byName({});
  } catch {
    // Nothing kept, or nothing that can be read: the layout places everything.
    return byName({});
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const isPoint = (value: unknown): value is Point => isRecord(value) && Number.isFinite(value.x) && Number.isFinite(value.y);
const isPositions = (value: unknown): value is Positions => isRecord(value) && Object.values(value).every(isPoint);

function keep(): void {
  const { [recipeStore.getState().name]: _before, ...others } = read();
  const all = [...Object.entries(others), [recipeStore.getState().name, graphStore.getState().placed] as const].slice(-MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(all)));
  } catch {
    // No room, or storage is denied: places last as long as the page.
  }
}
