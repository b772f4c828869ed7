/** What can be added to the graph, as a menu: by name beside the tabs, as a sign on the canvas of a phone. */
import { Menu } from '@mantine/core';
import { IconCirclePlus, IconPlus } from '@tabler/icons-react';
import type { CommandId } from '../commands/commands.ts';
import { useCommand } from '../commands/use-commands.ts';
import { Button, IconButton } from '../parts/button.tsx';

const ITEMS: readonly (readonly [CommandId, string])[] = [
  ['addModel', 'Model…'],
  ['addMerge', 'Merge…'],
  ['connect', 'Connection…'],
];

const icon = <IconPlus size={16} stroke={1.6} />;

export function AddNode({ small = false }: { readonly small?: boolean }) {
  return (
    <Menu position={small ? 'top-start' : 'bottom-end'} width={200}>
      <Menu.Target>
        {small ? (
          <IconButton name="Add node">
            <IconCirclePlus size={16} stroke={1.6} />
          </IconButton>
        ) : (
          <Button kind="quiet" icon={icon}>
            Add node
          </Button>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {ITEMS.map(([id, label]) => (
          <Item key={id} id={id} label={label} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Item({ id, label }: { readonly id: CommandId; readonly label: string }) {
  const { keys, reason, onClick } = useCommand(id);
  return (
    <Menu.Item rightSection={keys} disabled={reason !== undefined} title={reason} onClick={onClick}>
      {label}
    </Menu.Item>
  );
}
