/** Export as a picture, as a drawing, or as numbers. */
import { Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Button, IconButton } from '../parts/button.tsx';
import type { ExportKind } from './export-files.ts';

interface ExportMenuProps {
  readonly name: string;
  /** Without words beside the icon. */
  readonly small?: boolean;
  readonly onExport: (kind: ExportKind) => void;
  /** Where a picture in greys needs other marks than one in colours. */
  readonly onGrey?: (() => void) | undefined;
}

const KINDS: readonly (readonly [ExportKind, string])[] = [
  ['png', 'Picture, PNG'],
  ['svg', 'Drawing, SVG'],
  ['csv', 'Numbers, CSV'],
];

export function ExportMenu({ name, small = false, onExport, onGrey }: ExportMenuProps) {
  const icon = <IconDownload size={16} stroke={1.6} />;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        {small ? (
          <IconButton name={name}>{icon}</IconButton>
        ) : (
          <Button kind="quiet" icon={icon} aria-label={name}>
            Export
          </Button>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map(([kind, label]) => (
          <Menu.Item key={kind} onClick={() => onExport(kind)}>
            {label}
          </Menu.Item>
        ))}
        {onGrey && <Menu.Item onClick={onGrey}>Picture in greys, PNG</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
