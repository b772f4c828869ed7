/** Hooks onto the vanilla stores. Select primitives, or wrap the selector in `useShallow`. */
import { useStore } from 'zustand';
import { type JobState, jobStore } from './job-store.ts';
import { type RecipeState, recipeStore } from './recipe-store.ts';
import { type SavedState, savedStore } from './saved.ts';
import { type SettingsState, settingsStore } from './settings-store.ts';
import { type SourcesState, sourcesStore } from './sources-store.ts';
import { type ViewState, viewStore } from './view-store.ts';

export const useRecipe = <T>(select: (state: RecipeState) => T): T => useStore(recipeStore, select);
export const useSources = <T>(select: (state: SourcesState) => T): T => useStore(sourcesStore, select);
export const useJob = <T>(select: (state: JobState) => T): T => useStore(jobStore, select);
export const useSettings = <T>(select: (state: SettingsState) => T): T => useStore(settingsStore, select);
export const useView = <T>(select: (state: ViewState) => T): T => useStore(viewStore, select);
export const useSaved = <T>(select: (state: SavedState) => T): T => useStore(savedStore, select);
