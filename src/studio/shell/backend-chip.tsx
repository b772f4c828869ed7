/** Which part of the machine computes, and why; a click lets one choose. */
import { Popover, SegmentedControl } from '@mantine/core';
import { IconCpu } from '@tabler/icons-react';
import type { BackendChoice, BackendReport } from '../../engine/protocol.ts';
import { setSettings } from '../state/settings-store.ts';
import { useJob, useSettings } from '../state/use-store.ts';
import { counted } from '../words/format.ts';
import styles from './run-bar.module.css';

const NAMES: Readonly<Record<BackendReport['kind'], string>> = { webgpu: 'GPU', wasm: 'CPU · WASM', reference: 'CPU · plain' };

const CHOICES: { value: BackendChoice; label: string }[] = [
  { value: 'auto', label: 'Choose for me' },
  { value: 'webgpu', label: 'GPU' },
  { value: 'wasm', label: 'CPU' },
];

export function BackendChip() {
  const backend = useJob((state) => state.backend);
  const choice = useSettings((state) => state.backend);
  const threads = backend?.kind === 'wasm' ? ` · ${counted(backend.lanes, 'thread')}` : '';
  return (
    <Popover position="top-start" trapFocus>
      <Popover.Target>
        <button type="button" className={styles.chip} title={backend?.reason}>
          <IconCpu size={14} stroke={1.6} aria-hidden />
          {backend ? `${NAMES[backend.kind]}${threads}` : 'Backend'}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles.backend} aria-label="Where the merge is computed">
        <h2>{backend?.label ?? 'Not asked yet'}</h2>
        <p>{backend?.reason}</p>
        <SegmentedControl
          fullWidth
          aria-label="Compute on"
          data={CHOICES}
          value={choice}
          onChange={(value) => setSettings({ backend: CHOICES.find((each) => each.value === value)?.value ?? 'auto' })}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
