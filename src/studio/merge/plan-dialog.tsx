/** The plan over whatever is open: what the merge would cost, what stands in its way, what it would write, tensor by tensor. */
import { Modal } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useCommand } from '../commands/use-commands.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { useView } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import styles from './plan-dialog.module.css';
import { PlanFigures } from './plan-figures.tsx';
import { Problems } from './problems.tsx';
import { Tensors } from './tensors.tsx';

const close = () => setView({ dialog: undefined });

export function PlanDialog() {
  const open = useView((state) => state.dialog === 'plan');
  return (
    <Modal.Root opened={open} onClose={close} size={960} yOffset="6vh" classNames={{ content: styles.content ?? '' }}>
      <Modal.Overlay />
      <Modal.Content aria-label="Plan">
        <span className={styles.close}>
          <IconButton name="Close" onClick={close}>
            <IconX size={16} stroke={1.6} />
          </IconButton>
        </span>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys must reach it */}
        <div className={styles.body} tabIndex={0} data-autofocus>
          <PlanFigures />
          <Problems />
          <Tensors />
        </div>
        <Foot />
      </Modal.Content>
    </Modal.Root>
  );
}

function Foot() {
  const merge = useCommand('merge');
  const start = () => {
    close();
    merge.onClick();
  };
  return (
    <div className={styles.foot}>
      <p>{merge.reason}</p>
      <Button kind="primary" size="large" reason={merge.reason} onClick={start}>
        Merge
      </Button>
    </div>
  );
}
