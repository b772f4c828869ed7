/** How the page looks and where it computes. */
import type { MantineColorScheme } from '@mantine/core';
import type { BackendChoice } from '../../engine/protocol.ts';
import { setSettings, settingsStore } from '../state/settings-store.ts';
import { openSources, setView, viewStore } from '../state/view-store.ts';
import type { CommandRow } from './commands.ts';
import { createOffer } from './offer.ts';

/** Made by the theme, which alone can change it. */
export const schemeOffer = createOffer<(scheme: MantineColorScheme) => void>();

const scheme = (name: string, value: MantineColorScheme): CommandRow => ({
  name,
  group: 'Settings',
  run: () => schemeOffer.now()?.(value),
});

const backend = (name: string, value: BackendChoice): CommandRow => ({
  name,
  group: 'Settings',
  run: () => setSettings({ backend: value }),
  reason: () => (settingsStore.getState().backend === value ? 'It is so already' : undefined),
});

export const SETTING_COMMANDS = {
  storage: {
    name: 'What this browser keeps…',
    group: 'Settings',
    run: () => openSources('', 'storage'),
  },
  token: { name: 'Token for gated models…', group: 'Settings', run: () => openSources('', 'token') },
  light: scheme('Light colours', 'light'),
  dark: scheme('Dark colours', 'dark'),
  systemColours: scheme('Colours as the system has them', 'auto'),
  computeAuto: backend('Compute where it is best', 'auto'),
  computeGpu: backend('Compute on the GPU', 'webgpu'),
  computeCpu: backend('Compute on the CPU', 'wasm'),
  wrapYaml: {
    name: 'Wrap long lines of the YAML',
    group: 'Settings',
    run: () => setView({ yamlWrapped: !viewStore.getState().yamlWrapped }),
  },
  firstSteps: {
    name: 'Show the first steps again',
    group: 'Settings',
    run: () => setView({ introduced: false, stepsTaken: [] }),
    reason: () => (viewStore.getState().introduced ? undefined : 'They show, or were never closed'),
  },
} as const satisfies Record<string, CommandRow>;
