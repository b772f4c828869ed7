/** Every method: its data and its rule. */
import { defined } from '../base/assert.ts';
import { arceeFusion } from './arcee-fusion/rule.ts';
import { electionRule } from './elections/rule.ts';
import { ELECTIONS } from './elections/spec.ts';
import { karcher } from './karcher/rule.ts';
import { linear } from './linear/rule.ts';
import type { Method } from './method.ts';
import { modelStock } from './model-stock/rule.ts';
import { multislerp } from './multislerp/rule.ts';
import { nearswap } from './nearswap/rule.ts';
import { nuslerp } from './nuslerp/rule.ts';
import { passthrough } from './passthrough/rule.ts';
import { ram, ramplus } from './ram/rule.ts';
import { sce } from './sce/rule.ts';
import { slerp } from './slerp/rule.ts';
import { METHOD_SPECS } from './specs.ts';
import { taskArithmetic } from './task-arithmetic/rule.ts';

const RULES: Readonly<Record<string, Method['rule']>> = {
  arcee_fusion: arceeFusion,
  karcher,
  linear,
  model_stock: modelStock,
  multislerp,
  nearswap,
  nuslerp,
  passthrough,
  ram,
  ramplus_tl: ramplus,
  sce,
  slerp,
  task_arithmetic: taskArithmetic,
  ...Object.fromEntries(ELECTIONS.map((election) => [election.id, electionRule(election)])),
};

export const METHODS: ReadonlyMap<string, Method> = new Map(
  METHOD_SPECS.map((spec) => [spec.id, { spec, rule: defined(RULES[spec.id], `the rule of ${spec.id}`) }]),
);
