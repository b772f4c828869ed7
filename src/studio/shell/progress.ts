/** How far a run is. */
import type { StageProgress } from '../../engine/protocol.ts';
import type { Run } from '../state/job-store.ts';

/** The stage whose bytes people think of: reading. */
export const leadStage = ({ progress }: Run): StageProgress | undefined =>
  progress?.stages.find(({ stage }) => stage === 'read') ?? progress?.stages[0];

const shareOf = ({ done, total }: StageProgress): number => (total === 0 ? 1 : Math.min(1, done / total));

/** The mean over the stages: reading alone would say 100 % while much is left to write. */
export function shareDone({ progress, status }: Run): number {
  if (status === 'done') return 1;
  const stages = progress?.stages ?? [];
  return stages.length === 0 ? 0 : stages.reduce((sum, stage) => sum + shareOf(stage), 0) / stages.length;
}

/** The one that is busiest, when it is busy enough to be what all others wait for. */
export function paceSetter({ progress }: Run): StageProgress['stage'] | undefined {
  const [first] = [...(progress?.stages ?? [])].sort((a, b) => b.busy - a.busy);
  return first && first.busy > 0.5 ? first.stage : undefined;
}
