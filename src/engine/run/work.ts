/** A merge step as its rule sees it (methods/work.ts), over whatever tiles the step has. */
import { defined } from '../../base/assert.ts';
import { AlloyError } from '../../base/errors.ts';
import type { MeasureKernels, RunKernel, RunKernels, Tile } from '../../compute/backend.ts';
import type { MeasureRequest, PerTile, Work } from '../../methods/work.ts';
import type { MergeStep } from '../plan-types.ts';
import type { Coefficients } from './coefficients.ts';
import type { Draws } from './draws.ts';
import { createPasses } from './passes.ts';
import type { Meter } from './progress.ts';
import type { Slot } from './slot.ts';
import { type LoadedTile, matrixOf, type Tiles } from './tiles.ts';
import { ONE_THREAD, torchMass } from './torch-mass.ts';
import type { WholeModel } from './whole-model.ts';

export interface WorkContext {
  readonly slot: Slot;
  readonly tiles: Tiles;
  readonly step: MergeStep;
  /** The output tensor's name. */
  readonly name: string;
  readonly draws: Draws;
  readonly meter: Meter;
  readonly note: (text: string) => void;
  /** Sums in torch's order, where mergekit's own stream of random numbers was asked for. */
  readonly likeTorch: boolean;
  /** By input, where the step brings them. */
  readonly coefficients: Coefficients;
  /** Thresholds over the whole model, where the recipe asks for them. */
  readonly wholeModel: WholeModel | undefined;
  /** After a tile's result is in the output buffer, before it is delivered. */
  readonly made: (loaded: LoadedTile) => Promise<void>;
}

export function createWork(context: WorkContext): Work {
  const { slot, tiles, step, draws, meter } = context;
  const { shared, models: own } = step.parameters;
  const shape = matrixOf(step.shape);
  const inputs = step.inputs.length;
  const passes = createPasses(tiles, (kernel, asked, { tile, operands }) => {
    checkRows(asked, tile, context);
    const uniforms = { ...asked, tile, operands } as unknown as MeasureKernels[typeof kernel]['uniforms'];
    return meter.during('merge', 0, () => slot.backend.measure(kernel, { arena: slot.arena }, uniforms));
  });
  return {
    name: context.name,
    shape: step.shape,
    ...shape,
    inputs,
    base: step.base,
    models: Array.from({ length: inputs }, (_, i) => i).filter((i) => i !== step.base),
    dtype: step.workDtype,
    number: (key) => Number(shared[key]),
    flag: (key) => Boolean(shared[key]),
    choice: (key) => String(shared[key]),
    of: (index, key) => Number(own[index]?.[key]),
    bernoulli: draws.bernoulli,
    ranked: draws.ranked,
    coefficients: (index) => context.coefficients[index],
    wholeModel: (index) => defined(context.wholeModel, 'thresholds over the whole model')(context.name, step, index),
    note: context.note,
    async measure(kernel, request) {
      if (kernel === 'mass' && context.likeTorch && shape.elements <= ONE_THREAD)
        return await passes.alone(() => torchMass(slot, tiles, request as PerTile<MeasureRequest<'mass'>>));
      return await passes.measure(kernel, request);
    },
    async emit(kernel, request) {
      await tiles.each(async (loaded) => {
        await emitTile(context, kernel, request, loaded);
        return undefined;
      });
    },
  };
}

async function emitTile<K extends RunKernel>(
  context: WorkContext,
  kernel: K,
  request: PerTile<Omit<RunKernels[K], 'tile' | 'operands' | 'out'>>,
  loaded: LoadedTile,
) {
  const { slot, tiles, meter } = context;
  const { tile, operands, out } = loaded;
  const asked = typeof request === 'function' ? request(tile) : request;
  checkRows(asked, tile, context);
  const uniforms = { ...asked, tile, operands, out };
  await meter.during('merge', 0, async () => {
    slot.backend.run(kernel, { arena: slot.arena, out: slot.out }, uniforms as unknown as RunKernels[K]);
    await context.made(loaded);
  });
  await tiles.deliver(loaded);
}

/** Numbers of whole rows cannot come from tiles that hold parts of rows: with very little memory, or very long rows. */
function checkRows(asked: object, tile: Tile, { name, step }: WorkContext): void {
  if (tile.columns === matrixOf(step.shape).columns) return;
  const keeps =
    'models' in asked && Array.isArray(asked.models)
      ? asked.models
      : 'vectors' in asked && Array.isArray(asked.vectors)
        ? asked.vectors
        : [];
  const ranked = keeps.some((k: { keep?: { kind?: string } }) => k.keep?.kind === 'ranked');
  const byRow = 'axis' in asked && asked.axis !== 'all';
  const fusion = 'rule' in asked && asked.rule === 'fusion';
  if (!ranked && !byRow && !fusion) return;
  throw new AlloyError({
    code: 'unsupported',
    what: 'A row of this tensor is too long to be held at once, and the method needs whole rows.',
    where: name,
    hint: 'Choose a method that works entry by entry, such as TIES or linear.',
  });
}
