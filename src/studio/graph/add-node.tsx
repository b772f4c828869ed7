/** What can be added to the graph, as a menu: by name beside the tabs, as a sign on a phone. */
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

/** What the canvas has no room for on a phone. */
const MORE: readonly (readonly [CommandId, string])[] = [
  ['fitGraph', 'Zoom to fit'],
  ['tidyGraph', 'Tidy'],
  ['showMerge', 'Show as a list'],
];

export function AddNode({ small = false }: { readonly small?: boolean }) {
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        {small ? (
          <IconButton name="Add to the graph, and more">
            <IconCirclePlus size={20} stroke={1.6} />
          </IconButton>
        ) : (
          <Button kind="quiet" icon={<IconPlus size={16} stroke={1.6} />}>
            Add node
          </Button>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {ITEMS.map(([id, label]) => (
          <Item key={id} id={id} label={label} />
        ))}
        {small && <Menu.Divider />}
        {small && MORE.map(([id, label]) => <Item key={id} id={id} label={label} />)}
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
