/** On a phone: what the bar at the top has no room for. */
import { Menu } from '@mantine/core';
import { IconArrowForwardUp, IconHelp, IconLayoutSidebar, IconMenu2, IconShare2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { CommandId } from '../commands/commands.ts';
import { useCommand } from '../commands/use-commands.ts';
import { IconButton } from '../parts/button.tsx';
import { SchemeItems } from './scheme-menu.tsx';

const icon = { size: 16, stroke: 1.6 };

const ITEMS: readonly (readonly [CommandId, string, ReactNode])[] = [
  ['toggleLeft', 'Models and presets', <IconLayoutSidebar key="left" {...icon} />],
  ['redo', 'Redo', <IconArrowForwardUp key="redo" {...icon} />],
  ['share', 'Share', <IconShare2 key="share" {...icon} />],
  ['shortcuts', 'Shortcuts', <IconHelp key="help" {...icon} />],
];

export function PhoneMenu() {
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <IconButton name="Menu">
          <IconMenu2 size={20} stroke={1.6} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {ITEMS.map(([id, label, sign]) => (
          <Item key={id} id={id} label={label} sign={sign} />
        ))}
        <Menu.Divider />
        <Menu.Label>Colours</Menu.Label>
        <SchemeItems />
      </Menu.Dropdown>
    </Menu>
  );
}

function Item({ id, label, sign }: { readonly id: CommandId; readonly label: string; readonly sign: ReactNode }) {
  const { reason, onClick } = useCommand(id);
  return (
    <Menu.Item leftSection={sign} disabled={reason !== undefined} title={reason} onClick={onClick}>
      {label}
    </Menu.Item>
  );
}
