/** Keeps the map and the entry under the cursor up to date with the recipe, the view and the cursor. */
import { toPlainFault } from '../../base/errors.ts';
import type { EntriesRequest, EntryView, MapRequest, TensorMap } from '../../engine/client.ts';
import { createLatest, onNextFrame } from '../live/latest.ts';
import { liveStore } from '../live/live-store.ts';
import { engine } from '../state/engine.ts';
import { jobRequest } from '../state/job-request.ts';
import { answersStore, type Frozen, type MapState, mapStore, NO_ANSWERS } from './map-store.ts';
import { quantityOf } from './quantities.ts';
import { niceCeiling } from './scale.ts';

interface MapQuestion {
  readonly request: MapRequest;
  readonly shows: string;
}

const maps = createLatest<MapQuestion, TensorMap>({
  ask: (signal, { request }) => engine().tensorMap(signal, request),
  answered: (map, { request, shows }) =>
    answersStore.setState((before) => ({ map, shows, busy: false, fault: undefined, high: highOf(map, request, shows, before) })),
  failed(thrown) {
    const fault = toPlainFault(thrown);
    if (fault.code !== 'aborted') answersStore.setState({ map: undefined, busy: false, fault });
  },
  onFrame: onNextFrame,
});

const entries = createLatest<EntriesRequest, readonly EntryView[]>({
  ask: (signal, request) => engine().entries(signal, request),
  answered: ([entry]) => answersStore.setState({ entry }),
  // The map says what is wrong; an entry that cannot be read leaves its table empty.
  failed: () => answersStore.setState({ entry: undefined }),
  onFrame: onNextFrame,
});

/** Where 98 % of the bins lie: a few outliers must not make all others pale. */
const MOST = 0.98;

/** The scale's end stays that of the whole tensor while a part of it is in sight. */
function highOf(
  map: TensorMap,
  { window }: MapRequest,
  shows: string,
  before: { readonly high: number | undefined; readonly shows: string | undefined; readonly map: TensorMap | undefined },
): number {
  if (window && before.high !== undefined && before.shows === shows && before.map?.tensor === map.tensor) return before.high;
  const told = map.values.filter((value) => Number.isFinite(value)).sort();
  return niceCeiling(told[Math.floor((told.length - 1) * MOST)] ?? 1);
}

export const currentFrame = (): Frozen | undefined => {
  const { frozen } = mapStore.getState();
  const { observation } = liveStore.getState();
  return frozen ?? (observation && { observation, job: jobRequest() });
};

/** Subscribes while the Map tab shows. Returns the end of it. */
export function followMap(): () => void {
  const same =
    (...keys: (keyof MapState)[]) =>
    (now: MapState, before: MapState) =>
      keys.every((key) => now[key] === before[key]);
  const sameMap = same('tensor', 'quantity', 'window', 'room', 'frozen');
  const sameEntry = same('tensor', 'cursor', 'frozen');
  const ends = [
    mapStore.subscribe((now, before) => sameMap(now, before) || askMap()),
    mapStore.subscribe((now, before) => sameEntry(now, before) || askEntry()),
    liveStore.subscribe((now, before) => {
      if (now.observation === before.observation || mapStore.getState().frozen) return;
      askMap();
      askEntry();
    }),
  ];
  askMap();
  askEntry();
  return () => {
    for (const end of ends) end();
    maps.drop();
    entries.drop();
    answersStore.setState(NO_ANSWERS, true);
  };
}

function askMap(): void {
  const { tensor, quantity: key, window, room } = mapStore.getState();
  const frame = currentFrame();
  if (tensor === undefined || !room || !frame) {
    maps.drop();
    answersStore.setState({ map: undefined, busy: false, fault: undefined });
    return;
  }
  const quantity = quantityOf(frame.observation.inputs, key);
  if (!quantity) return;
  answersStore.setState({ busy: true });
  maps.want({
    shows: quantity.key,
    request: {
      job: frame.job,
      tensor,
      quantity: quantity.map,
      bins: room,
      ...(window && { window }),
      document: frame.observation.document,
    },
  });
}

function askEntry(): void {
  const { tensor, cursor } = mapStore.getState();
  const frame = currentFrame();
  if (tensor === undefined || !cursor || !frame) {
    entries.drop();
    answersStore.setState({ entry: undefined });
    return;
  }
  entries.want({
    job: frame.job,
    document: frame.observation.document,
    tensor,
    row: cursor.row,
    column: cursor.column,
    rows: 1,
    columns: 1,
  });
}
