/** All keys, on one sheet: those of commands from their table, those of sliders as the slider has them. */
import { Modal } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { COMMANDS, type Command } from '../commands/commands.ts';
import { caps } from '../commands/keys.ts';
import { IconButton } from '../parts/button.tsx';
import { useView } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import styles from './shortcuts-dialog.module.css';

const GROUPS: readonly Command['group'][] = ['Anywhere', 'Recipe', 'View'];

const SLIDER: readonly (readonly [name: string, chords: readonly string[]])[] = [
  ['One step', ['←', '→']],
  ['Ten steps', ['shift+←', 'shift+→']],
  ['A tenth of a step', ['alt+←', 'alt+→']],
  ['To the ends', ['Home', 'End']],
  ['Type a value', ['enter']],
  ['Reset', ['⌫']],
  ['Lock a weight', ['k']],
  ['Fine drag of the label', ['shift+drag']],
];

const close = () => setView({ dialog: undefined });

export function ShortcutsDialog() {
  const open = useView((state) => state.dialog === 'shortcuts');
  return (
    <Modal.Root opened={open} onClose={close} size={980} yOffset="10vh" classNames={{ content: styles.content }}>
      <Modal.Overlay />
      <Modal.Content aria-label="Shortcuts">
        <div className={styles.head}>
          <h2 tabIndex={-1} data-autofocus>
            Shortcuts
          </h2>
          <IconButton name="Close" onClick={close}>
            <IconX size={16} stroke={1.6} />
          </IconButton>
        </div>
        <div className={styles.groups}>
          {GROUPS.map((group) => (
            <Group key={group} name={group} rows={commandRows(group)} />
          ))}
          <Group name="Slider" rows={SLIDER} />
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}

const commandRows = (group: Command['group']) =>
  Object.values(COMMANDS).flatMap(({ name, keys, group: own }) => (own === group && keys ? [[name, keys] as const] : []));

interface GroupProps {
  readonly name: string;
  readonly rows: readonly (readonly [name: string, chords: readonly string[]])[];
}

function Group({ name, rows }: GroupProps) {
  return (
    <section>
      <h2>{name}</h2>
      <dl className={styles.rows}>
        {rows.map(([what, chords]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              {chords.map((chord) => (
                <span key={chord}>
                  {caps(chord).map((cap) => (
                    <kbd key={cap}>{cap}</kbd>
                  ))}
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
