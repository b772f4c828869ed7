/** What can be done with the recipe as a whole. */
import { Menu } from '@mantine/core';
import { IconClipboardText, IconCopy, IconDownload, IconFilePlus, IconPencil } from '@tabler/icons-react';
import type { CommandId } from '../commands/commands.ts';
import { revealInspector } from '../commands/panels.ts';
import { useCommand } from '../commands/use-commands.ts';
import { openRecipe } from '../state/recipe-store.ts';
import { setView } from '../state/view-store.ts';

const icon = { size: 16, stroke: 1.6 };

export function RecipeMenu() {
  return (
    <Menu.Dropdown>
      <Menu.Item leftSection={<IconPencil {...icon} />} onClick={rename}>
        Rename…
      </Menu.Item>
      <Menu.Item leftSection={<IconFilePlus {...icon} />} onClick={() => openRecipe('Untitled', '')}>
        New recipe
      </Menu.Item>
      <CommandItem id="pasteRecipe" icon={<IconClipboardText {...icon} />} />
      <Menu.Divider />
      <CommandItem id="copyRecipe" icon={<IconCopy {...icon} />} />
      <CommandItem id="saveRecipe" icon={<IconDownload {...icon} />} />
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
  setView({ tab: 'merge', selection: { kind: 'output' } });
  revealInspector();
  requestAnimationFrame(() => document.getElementById('output-name')?.focus());
}
