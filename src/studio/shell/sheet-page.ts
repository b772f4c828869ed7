/** Which page of a phone's sheet is open. */
import type { ViewState } from '../state/view-store.ts';

export type SheetPage = Exclude<ViewState['drawer'], 'left' | undefined>;

export const sheetPage = ({ drawer }: Pick<ViewState, 'drawer'>): SheetPage | undefined => (drawer === 'left' ? undefined : drawer);
