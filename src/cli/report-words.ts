/** Reports as text: what a model is, what a plan does, how two models differ, whether an output holds. */
import { AlloyError } from '../base/errors.ts';
import type { CheckpointDiff, CheckpointSummary, PlanSummary, Verdict } from '../engine/protocol.ts';
import { formatBytes } from './size.ts';

const lines = (rows: readonly (string | undefined)[]): string => `${rows.filter((r) => r !== undefined).join('\n')}\n`;

export function modelText(model: CheckpointSummary): string {
  const { label, revision, architecture, layers, parameters, bytes, tensors, dtypes, licence } = model;
  return lines([
    label,
    revision && `  revision      ${revision}`,
    `  architecture  ${architecture ?? 'unknown'}${layers === undefined ? '' : `, ${layers} layers`}`,
    `  parameters    ${parameters.toLocaleString('en')} in ${tensors} tensors`,
    `  numbers       ${dtypes.join(', ')}, ${formatBytes(bytes)}`,
    `  licence       ${licence ?? 'none given'}`,
  ]);
}

export function planText({ cost, tensors, files, companions, problems, backend }: PlanSummary): string {
  const steps = new Map<string, number>();
  for (const t of tensors) steps.set(t.steps, (steps.get(t.steps) ?? 0) + 1);
  return lines([
    `${cost.tensors} tensors, ${cost.elements.toLocaleString('en')} numbers`,
    ...[...steps].map(([step, n]) => `  ${String(n).padStart(5)}  ${step}`),
    `reads   ${formatBytes(cost.readBytes)} in ${cost.requests} windows`,
    `writes  ${formatBytes(cost.writeBytes)} in ${files.length} ${files.length === 1 ? 'file' : 'files'}, and ${companions.join(', ')}`,
    `memory  at most ${formatBytes(cost.memoryBytes)}${cost.scratchBytes ? `, scratch ${formatBytes(cost.scratchBytes)}` : ''}`,
    `on      ${backend.label}: ${backend.reason}`,
    ...problems.map((p) => `${p.severity}: ${new AlloyError(p).message}`),
  ]);
}

const NAME_WIDTH = 56;

export function diffText({ a, b, tensors, apart }: CheckpointDiff): string {
  const number = (x: number | undefined, digits: number) => (x === undefined ? '–' : x.toFixed(digits)).padStart(10);
  return lines([
    `${a} and ${b}`,
    `${'tensor'.padEnd(NAME_WIDTH)}  distance  relative    cosine   changed`,
    ...tensors.map(
      (t) => `${t.name.padEnd(NAME_WIDTH)}${number(t.distance, 4)}${number(t.relative, 6)}${number(t.cosine, 6)}${number(t.changed, 4)}`,
    ),
    ...apart.map(({ name, why }) => `${name.padEnd(NAME_WIDTH)}  ${why}`),
  ]);
}

export function verdictText({ checked, of, different }: Verdict): string {
  const good = `${checked.length} of ${of} tensors made again: `;
  if (!different.length) return lines([`${good}every byte equal`]);
  return lines([`${good}${different.length} differ`, ...different.map(({ name, bytes }) => `  ${name}: ${bytes} bytes`)]);
}
