/** A few lists kept in IndexedDB. Where the browser keeps nothing (some private windows) they last as long as the page. */

const NAME = 'alloy';
const VERSION = 1;
export const LISTS = ['runs', 'recipes'] as const;
export type List = (typeof LISTS)[number];

let opening: Promise<IDBDatabase> | undefined;

/** Everything of a list, in no order. Rejects where the browser refuses. */
export const readAll = async (list: List): Promise<readonly unknown[]> =>
  settled((await database()).transaction(list).objectStore(list).getAll());

/** Adds an entry, or replaces the one with its `id`. */
export async function put(list: List, entry: { readonly id: string }): Promise<void> {
  await settled((await database()).transaction(list, 'readwrite').objectStore(list).put(entry));
}

export async function remove(list: List, id: string): Promise<void> {
  await settled((await database()).transaction(list, 'readwrite').objectStore(list).delete(id));
}

function database(): Promise<IDBDatabase> {
  opening ??= open().catch((thrown) => {
    opening = undefined;
    throw thrown;
  });
  return opening;
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    for (const list of LISTS) request.result.createObjectStore(list, { keyPath: 'id' });
  };
  return settled(request);
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new DOMException('The database did not answer.'));
  });
