/** A kernel's parameters as bytes. The layout is read from the kernel's own WGSL (`var<storage, read> params: Params`). */
import { getSizeAndAlignmentOfUnsizedArrayElement, makeShaderDataDefinitions, makeStructuredView } from 'webgpu-utils';
import { defined, invariant } from '../../base/assert.ts';
import { KERNELS, type KernelName } from './wgsl.ts';

/** The fields of the WGSL struct `Params` by name. Numbers are rounded once to float32 where the field is one. */
export interface Fields {
  readonly [name: string]: number | Fields | readonly Fields[];
}

type Writer = (fields: Fields) => ArrayBuffer;

const writers = new Map<KernelName, Writer>();

export function paramsOf(kernel: KernelName, fields: Fields): ArrayBuffer {
  const writer = writers.get(kernel) ?? createWriter(kernel);
  writers.set(kernel, writer);
  return writer(fields);
}

function createWriter(kernel: KernelName): Writer {
  const definition = defined(makeShaderDataDefinitions(KERNELS[kernel].source).storages.params, `the params of ${kernel}`);
  const { size: element } = getSizeAndAlignmentOfUnsizedArrayElement(definition);
  return (fields) => {
    const list = Object.values(fields).find((field) => Array.isArray(field));
    // A binding holds one element at least.
    const view = makeStructuredView(definition, new ArrayBuffer(definition.size + element * Math.max(1, list?.length ?? 0)));
    checkNames(fields, view.views);
    view.set(fields);
    return view.arrayBuffer;
  };
}

/** A field that the struct has not would be left out in silence, and one that is not given would be zero. */
function checkNames(fields: Fields, views: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(fields)) invariant(name in views, `the kernel has a parameter ${name}`);
  for (const name of Object.keys(views)) invariant(name in fields, `the kernel's parameter ${name} is given`);
}
