/** The engine's answers about models that are not in a recipe yet: found, judged, kept. */
import { noHub } from '../io/search.ts';
import { fitReport } from './compatibility.ts';
import type { EngineHost } from './host.ts';
import type { LibraryApi } from './library-types.ts';
import type { Outcome } from './protocol.ts';
import type { SourcePool } from './sources.ts';

type Call = <T>(id: string, work: (signal: AbortSignal) => Promise<T>) => Promise<Outcome<T>>;

export function createLibrary({ hub, storage }: EngineHost, pool: SourcePool, call: Call): LibraryApi {
  const directory = () => {
    if (hub) return hub;
    throw noHub();
  };
  return {
    search: (id, text, access) => call(id, async (signal) => directory().search(text, access, signal)),
    revisions: (id, repository, access) => call(id, async (signal) => directory().revisions(repository, access, signal)),
    fit: (id, model, base) =>
      call(id, async (signal) => {
        const [mine, theirs] = await Promise.all([pool.open(model).facts(signal), pool.open(base).facts(signal)]);
        return fitReport(mine, theirs);
      }),
    stored: () => call('stored', async () => (await storage?.list()) ?? { jobs: [], usedBytes: undefined, roomBytes: undefined }),
    removeStored: (name) => call(`remove ${name}`, async () => (await storage?.remove(name)) ?? false),
  };
}
