/** What can be done on the map, as rows of the table of commands. */
import type { CommandRow } from '../commands/commands.ts';
import { createOffer } from '../commands/offer.ts';
import { viewStore } from '../state/view-store.ts';
import type { MapExport } from './export-map.ts';
import { mapStore, setMap, togglePin } from './map-store.ts';

/** Of the tab, while it shows something. */
export const mapOffer = createOffer<{ readonly save: (kind: MapExport) => void; readonly follow: () => void }>();
/** Of the open tensor: below 1 brings nearer. */
export const zoomOffer = createOffer<(factor: number) => void>();

export const ZOOM_STEP = 0.5;

const hidden = () => (viewStore.getState().tab === 'map' ? undefined : 'The map does not show');
const waiting = () => hidden() ?? (mapOffer.now() ? undefined : 'There are no numbers yet');
const closed = () => hidden() ?? (mapStore.getState().tensor === undefined ? 'Open a tensor first' : undefined);

const zoom = (name: string, keys: readonly string[], factor: number): CommandRow => ({
  name,
  group: 'Map',
  keys,
  run: () => zoomOffer.now()?.(factor),
  reason: closed,
});

const save = (name: string, kind: MapExport): CommandRow => ({
  name,
  group: 'Map',
  run: () => mapOffer.now()?.save(kind),
  reason: waiting,
});

export const MAP_COMMANDS = {
  mapTable: { name: 'Map or table', group: 'Map', keys: ['t'], run: () => setMap({ table: !mapStore.getState().table }), reason: hidden },
  mapPin: { name: 'Pin the entry', group: 'Map', keys: ['p'], run: togglePin, reason: closed },
  mapFit: { name: 'Fit', group: 'Map', keys: ['0'], run: () => setMap({ window: undefined }), reason: closed },
  mapNearer: zoom('Nearer', ['+', '='], ZOOM_STEP),
  mapFarther: zoom('Farther', ['-'], 1 / ZOOM_STEP),
  mapScale: {
    name: 'Scale: vs chance or absolute',
    group: 'Map',
    run: () => setMap({ scale: mapStore.getState().scale === 'chance' ? 'absolute' : 'chance', filter: undefined }),
    reason: hidden,
  },
  mapDashes: {
    name: 'Dashes below chance',
    group: 'Map',
    run: () => setMap({ dashes: !mapStore.getState().dashes }),
    reason: hidden,
  },
  mapFilter: {
    name: 'Show all values again',
    group: 'Map',
    run: () => setMap({ filter: undefined }),
    reason: () => hidden() ?? (mapStore.getState().filter === undefined ? 'No value is faded' : undefined),
  },
  mapFollow: { name: 'Follow the sliders, or hold', group: 'Map', run: () => mapOffer.now()?.follow(), reason: waiting },
  mapPng: save('Save the map as PNG', 'png'),
  mapGrey: save('Save the map in greys', 'grey'),
  mapSvg: save('Save the map as SVG', 'svg'),
  mapCsv: save('Save the map’s numbers as CSV', 'csv'),
} as const satisfies Record<string, CommandRow>;
