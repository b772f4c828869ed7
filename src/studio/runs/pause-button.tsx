/** Holds a run, and lets it go on: the same button in the run bar and in the run's own view. */
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useCommand } from '../commands/use-commands.ts';
import { Button } from '../parts/button.tsx';
import { isHeld, type Run } from '../state/job-store.ts';

interface PauseButtonProps {
  readonly run: Run;
  /** In the run bar, where going on is the one thing to do. */
  readonly large?: boolean;
}

export function PauseButton({ run, large = false }: PauseButtonProps) {
  const pause = useCommand('pause');
  const held = isHeld(run);
  const Icon = held ? IconPlayerPlay : IconPlayerPause;
  return (
    <Button
      kind={held && large ? 'primary' : 'default'}
      size={large ? 'large' : 'normal'}
      icon={<Icon size={large ? 16 : 14} stroke={1.6} aria-hidden />}
      keys={large ? pause.keys : undefined}
      reason={pause.reason}
      onClick={pause.onClick}
    >
      {held ? 'Resume' : 'Pause'}
    </Button>
  );
}
