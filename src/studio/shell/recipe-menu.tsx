/** What can be done with the recipe as a whole. */
import { Menu } from '@mantine/core';
import {
  IconClipboardText,
  IconCopy,
  IconCopyPlus,
  IconDownload,
  IconFilePlus,
  IconHistory,
  IconPencil,
  IconStack2,
} from '@tabler/icons-react';
import type { CommandId } from '../commands/commands.ts';
import { revealInspector } from '../commands/panels.ts';
import { useCommand } from '../commands/use-commands.ts';
import { setView } from '../state/view-store.ts';

const icon = { size: 16, stroke: 1.6 };

export function RecipeMenu() {
  return (
    <Menu.Dropdown>
      <Menu.Item leftSection={<IconPencil {...icon} />} onClick={rename}>
        Rename…
      </Menu.Item>
      <CommandItem id="newRecipe" icon={<IconFilePlus {...icon} />} />
      <CommandItem id="duplicateRecipe" icon={<IconCopyPlus {...icon} />} />
      <CommandItem id="pasteRecipe" icon={<IconClipboardText {...icon} />} />
      <Menu.Divider />
      <CommandItem id="copyRecipe" icon={<IconCopy {...icon} />} />
      <CommandItem id="saveRecipe" icon={<IconDownload {...icon} />} />
      <Menu.Divider />
      <CommandItem id="shelf" icon={<IconHistory {...icon} />} />
      <CommandItem id="presets" icon={<IconStack2 {...icon} />} />
    </Menu.Dropdown>
  );
}

function CommandItem({ id, icon: section }: { readonly id: CommandId; readonly icon: React.ReactNode }) {
  const { name, reason, onClick } = useCommand(id);
  return (
    <Menu.Item leftSection={section} disabled={reason !== undefined} title={reason} onClick={onClick}>
      {name}
    </Menu.Item>
  );
}

/** The name is a field of the output; the menu brings the hand to it. */
function rename(): void {
  setView({ tab: 'graph', selection: { kind: 'output' }, naming: true });
  revealInspector();
}
