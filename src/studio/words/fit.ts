/** Whether a model can be merged with another, as far as two summaries tell. The planner knows for certain. */
import type { CheckpointSummary } from '../../engine/protocol.ts';
import { counted, writtenCount } from './format.ts';

export interface Fit {
  readonly name: string;
  readonly fits: boolean;
  readonly text: string;
}

export function fitOf(model: CheckpointSummary, base: CheckpointSummary): readonly Fit[] {
  return [
    compare('Architecture', model.architecture, base.architecture, (name) => name),
    compare('Layers', model.layers, base.layers, String),
    compare('Tensors', model.tensors, base.tensors, (tensors) => counted(tensors, 'tensor')),
    compare('Size', model.parameters, base.parameters, writtenCount),
  ].filter((fit) => fit !== undefined);
}

function compare<T>(name: string, mine: T | undefined, theirs: T | undefined, show: (value: T) => string): Fit | undefined {
  if (mine === undefined || theirs === undefined) return undefined;
  return mine === theirs
    ? { name, fits: true, text: `${show(mine)}, as the base` }
    : { name, fits: false, text: `${show(mine)}; the base has ${show(theirs)}` };
}
