/** Every method's data: what recipes are checked against and forms are made of. */
import { ARCEE_FUSION } from './arcee-fusion/spec.ts';
import { ELECTION_SPECS } from './elections/spec.ts';
import { KARCHER } from './karcher/spec.ts';
import { LINEAR } from './linear/spec.ts';
import { MODEL_STOCK } from './model-stock/spec.ts';
import { MULTISLERP } from './multislerp/spec.ts';
import { NEARSWAP } from './nearswap/spec.ts';
import { NUSLERP } from './nuslerp/spec.ts';
import { PASSTHROUGH } from './passthrough/spec.ts';
import { RAM, RAMPLUS } from './ram/spec.ts';
import { SCE } from './sce/spec.ts';
import { SLERP } from './slerp/spec.ts';
import type { MethodSpec } from './spec-types.ts';
import { TASK_ARITHMETIC } from './task-arithmetic/spec.ts';

/** In the order of a menu. */
export const METHOD_SPECS: readonly MethodSpec[] = [
  LINEAR,
  SLERP,
  NUSLERP,
  MULTISLERP,
  KARCHER,
  TASK_ARITHMETIC,
  ...ELECTION_SPECS,
  MODEL_STOCK,
  SCE,
  RAM,
  RAMPLUS,
  NEARSWAP,
  ARCEE_FUSION,
  PASSTHROUGH,
];

const BY_ID: ReadonlyMap<string, MethodSpec> = new Map(METHOD_SPECS.map((spec) => [spec.id, spec]));

export const methodSpec = (id: string): MethodSpec | undefined => BY_ID.get(id);

export { violates } from './check-spec.ts';
export type { MethodSpec, ParameterSpec, SpecCheck } from './spec-types.ts';
