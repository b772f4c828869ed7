/** Opens any source that a browser can open. */
import { AlloyError } from '../base/errors.ts';
import { createDemoSource } from './demo.ts';
import { createHubSource } from './hub.ts';
import { createFilesSource } from './local.ts';
import { type FoundPage, type HubAccess, hubRevisions, type Revision, searchHub } from './search.ts';
import type { CheckpointSource, ReadObserver, SourceSpec } from './source.ts';
import { createTraffic } from './traffic.ts';

/** One for the realm: the servers count the requests of all sources together. */
const traffic = createTraffic();

/** Asks nothing yet; the first `facts` or `read` does. Throws AlloyError for a spec that cannot be right. */
export function openSource(spec: SourceSpec, observer: ReadObserver): CheckpointSource {
  switch (spec.kind) {
    case 'hub':
      return createHubSource(spec, traffic, observer);
    case 'files':
      return createFilesSource(spec);
    case 'demo':
      return createDemoSource(spec, observer);
    case 'folder':
      throw new AlloyError({
        code: 'unsupported',
        what: 'A folder on this machine can be named on the command line only.',
        where: spec.path,
        hint: 'Drop its files here instead.',
      });
  }
}

/** The Hub's own lists, asked through the same door as its files. */
export interface HubDirectory {
  search(text: string, access: HubAccess, signal: AbortSignal): Promise<FoundPage>;
  revisions(id: string, access: HubAccess, signal: AbortSignal): Promise<readonly Revision[]>;
}

const unobserved: ReadObserver = { transferred: () => undefined, requested: () => undefined, noticed: () => undefined };

export const hubDirectory: HubDirectory = {
  search: (text, access, signal) => searchHub(text, access, traffic, unobserved, signal),
  revisions: (id, access, signal) => hubRevisions(id, access, traffic, unobserved, signal),
};
