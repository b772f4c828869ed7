/** How a merge is run and written: all that is not part of the recipe. */
import { createStore } from 'zustand/vanilla';
import type { BackendChoice } from '../../engine/protocol.ts';

export interface SettingsState {
  readonly backend: BackendChoice;
  /** Largest output file, bytes. */
  readonly shardBytes: number;
  readonly seed: number;
  readonly random: 'philox' | 'mergekit';
}

export const GIGABYTE = 1_000_000_000;

export const settingsStore = createStore<SettingsState>(() => ({
  backend: 'auto',
  shardBytes: 5 * GIGABYTE,
  seed: 0,
  random: 'philox',
}));

export const setSettings = (settings: Partial<SettingsState>): void => settingsStore.setState(settings);
