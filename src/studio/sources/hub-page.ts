/** A model's page on the Hub, where people are asked for access. */
import { sourcesStore } from '../state/sources-store.ts';

export const hubPage = (id: string): string => `${sourcesStore.getState().hubUrl ?? 'https://huggingface.co'}/${id}`;
