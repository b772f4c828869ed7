/** Whether one checkpoint can be merged with another, from their headers, configs and cards; with the reason where not. */
import { parseAdapterConfig } from '../formats/adapter-config.ts';
import { type Architecture, architectureOf } from '../formats/architectures.ts';
import type { Checkpoint, TensorFacts } from '../formats/checkpoint.ts';
import type { FitReport, FitRow, FitVerdict } from './library-types.ts';
import { summariseCheckpoint } from './summary.ts';

interface Side {
  readonly checkpoint: Checkpoint;
  readonly architecture: Architecture;
  readonly names: ReadonlySet<string>;
}

export function fitReport(model: Checkpoint, base: Checkpoint): FitReport {
  const summary = summariseCheckpoint(model);
  if (model.adapterConfig) return adapterReport(model, base, summary);
  const [mine, theirs] = [sideOf(model), sideOf(base)];
  return {
    summary,
    rows: [
      architecture(mine, theirs),
      tensors(mine, theirs),
      vocabulary(mine, theirs),
      head(mine, theirs),
      precision(mine, theirs),
      ancestry(model, base),
    ],
  };
}

function sideOf(checkpoint: Checkpoint): Side {
  const names = new Set(checkpoint.tensors.keys());
  return { checkpoint, architecture: architectureOf(checkpoint.config, names), names };
}

function adapterReport(model: Checkpoint, base: Checkpoint, summary: FitReport['summary']): FitReport {
  const { rank, baseModel } = parseAdapterConfig(model.adapterConfig ?? {}, `adapter_config.json of ${model.label}`);
  const named = baseModel === undefined ? ancestry(model, base) : namedBase([baseModel], base);
  return {
    summary,
    adapter: { rank },
    rows: [row('Architecture', 'unknown', `An adapter of rank ${rank}: it changes a model, and is added together with it`), named],
  };
}

const row = (subject: FitRow['subject'], verdict: FitVerdict, text: string, short?: string): FitRow => ({ subject, verdict, text, short });

// ---------------------------------------------------------------- architecture

const layersOf = ({ architecture: { layers } }: Side): number => Object.values(layers).reduce((sum, count) => sum + count, 0);
const widthOf = ({ checkpoint: { config = {} } }: Side): number | undefined => {
  const width = config.hidden_size ?? config.n_embd ?? config.d_model;
  return typeof width === 'number' ? width : undefined;
};

function architecture(mine: Side, theirs: Side): FitRow {
  const [a, b] = [mine.architecture, theirs.architecture];
  if (a.id !== b.id) return row('Architecture', 'differs', `${a.label}; the base is ${b.label}`, a.label);
  const [layers, baseLayers] = [layersOf(mine), layersOf(theirs)];
  if (layers !== baseLayers)
    return row('Architecture', 'differs', `${a.label} of ${layers} layers; the base has ${baseLayers}`, `${layers} layers`);
  const [width, baseWidth] = [widthOf(mine), widthOf(theirs)];
  if (width !== baseWidth)
    return row(
      'Architecture',
      'differs',
      `${a.label} of width ${width ?? 'unknown'}; the base has ${baseWidth ?? 'unknown'}`,
      `width ${width ?? 'unknown'}`,
    );
  return row(
    'Architecture',
    'fits',
    [a.label, `${layers} layers`, width === undefined ? undefined : `width ${width}`, 'both'].filter(Boolean).join(', '),
  );
}

// ---------------------------------------------------------------- tensors

const isVocabulary = ({ architecture }: Side, name: string): boolean => architecture.role(name).vocabularyAxis === 0;
const find = ({ checkpoint, architecture }: Side, name: string): TensorFacts | undefined =>
  checkpoint.tensors.get(name) ?? architecture.aliases(name).flatMap((alias) => checkpoint.tensors.get(alias) ?? [])[0];

/** Same sizes; of a vocabulary's tensors the rows are another row's affair. */
function sameShape(side: Side, a: TensorFacts, b: TensorFacts): boolean {
  const from = isVocabulary(side, b.name) ? 1 : 0;
  return a.shape.length === b.shape.length && a.shape.every((size, axis) => axis < from || size === b.shape[axis]);
}

function tensors(mine: Side, theirs: Side): FitRow {
  const wanted = [...theirs.checkpoint.tensors.values()].filter(({ name }) => !theirs.architecture.role(name).optional);
  const pairs = wanted.map((tensor) => ({ tensor, other: find(mine, tensor.name) }));
  const missing = pairs.filter(({ other }) => other === undefined);
  const shapes = pairs.filter(({ tensor, other }) => other !== undefined && !sameShape(theirs, other, tensor));
  const equal = wanted.length - missing.length - shapes.length;
  if (missing.length > 0)
    return row(
      'Tensors',
      'differs',
      `${missing.length} of ${wanted.length} are missing, such as ${missing[0]?.tensor.name}`,
      `${missing.length} ${missing.length === 1 ? 'tensor' : 'tensors'} missing`,
    );
  if (shapes.length > 0) {
    const { tensor, other } = shapes[0] ?? {};
    return row(
      'Tensors',
      'differs',
      `${shapes.length} of ${wanted.length} have other sizes, such as ${tensor?.name}: ${other?.shape.join(' × ')} against ${tensor?.shape.join(' × ')}`,
      'other sizes',
    );
  }
  const more = mine.checkpoint.tensors.size - theirs.checkpoint.tensors.size;
  const extra = more > 0 && [...mine.names].filter((name) => !mine.architecture.role(name).optional && !find(theirs, name)).length;
  if (extra)
    return row(
      'Tensors',
      'note',
      `${equal} of ${wanted.length} names and sizes equal; ${extra} more are left out`,
      `${extra} more tensors`,
    );
  return row('Tensors', 'fits', `${equal} of ${wanted.length} names and sizes equal`);
}

const embedding = (side: Side): TensorFacts | undefined =>
  [...side.checkpoint.tensors.values()].find(({ name, shape }) => shape.length === 2 && isVocabulary(side, name));

function vocabulary(mine: Side, theirs: Side): FitRow {
  const [rows, baseRows] = [embedding(mine)?.shape[0], embedding(theirs)?.shape[0]];
  if (rows === undefined || baseRows === undefined) return row('Vocabulary', 'unknown', 'No embedding to compare');
  const text = (count: number) => count.toLocaleString('en');
  if (rows === baseRows) return row('Vocabulary', 'fits', `${text(rows)} rows, both`);
  const difference = Math.abs(rows - baseRows);
  const words = rows > baseRows ? `${text(difference)} were added` : `${text(difference)} are missing`;
  return row(
    'Vocabulary',
    'note',
    `${text(rows)} rows against ${text(baseRows)}: ${words}. A tokenizer section aligns them`,
    `${text(difference)} tokens`,
  );
}

const headOf = (side: Side): string | undefined => [...side.names].find((name) => (side.architecture.role(name).tiedTo ?? []).length > 0);

function head(mine: Side, theirs: Side): FitRow {
  const [own, other] = [headOf(mine), headOf(theirs)];
  if ((own === undefined) === (other === undefined))
    return row('Output head', 'fits', own === undefined ? 'Tied to the embedding in both' : 'Its own tensor in both');
  return row(
    'Output head',
    'note',
    own === undefined ? 'Tied to the embedding here; the base has one of its own' : 'Its own here; tied to the embedding in the base',
    'output head',
  );
}

function precision({ checkpoint: mine }: Side, { checkpoint: theirs }: Side): FitRow {
  const [own, other] = [summariseCheckpoint(mine).dtypes, summariseCheckpoint(theirs).dtypes].map((dtypes) => dtypes[0]);
  if (own === other) return row('Precision', 'fits', `${own ?? 'none'}, both`);
  return row('Precision', 'fits', `${own ?? 'none'} here, ${other ?? 'none'} in the base: read exactly, rounded once`);
}

// ---------------------------------------------------------------- ancestry

function ancestry(model: Checkpoint, base: Checkpoint): FitRow {
  const named = model.card?.baseModels ?? [];
  const siblings = (base.card?.baseModels ?? []).filter((name) => named.includes(name));
  if (siblings.length > 0) return row('Shared base', 'fits', `Both cards name ${siblings[0]}`);
  if (base.card?.baseModels?.includes(model.label)) return row('Shared base', 'fits', 'It is what the base was made from, by its card');
  return namedBase(named, base);
}

function namedBase(named: readonly string[], base: Checkpoint): FitRow {
  if (named.includes(base.label)) return row('Shared base', 'fits', 'The base is named in its card');
  if (named.length === 0) return row('Shared base', 'unknown', 'Its card names none');
  return row('Shared base', 'note', `Its card names ${named.join(', ')}`, 'another base');
}
