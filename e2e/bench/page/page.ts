/** A tab that runs one merge with the studio's own engine, worker and all, and says how it went. */
import { toPlainFault } from '../../../src/base/errors.ts';
import { createEngineClient } from '../../../src/engine/client.ts';
import type { BenchJob, BenchOutcome } from './job.ts';

async function runJob({ request }: BenchJob): Promise<BenchOutcome> {
  try {
    const { seconds, readBytes, writeBytes, requests, backend } = await createEngineClient().run(
      new AbortController().signal,
      request,
      () => undefined,
    );
    return { ok: true, seconds, readBytes, writeBytes, requests, backend };
  } catch (thrown) {
    return { ok: false, fault: toPlainFault(thrown) };
  }
}

// The answer comes when the program has looked at the idle browser.
const job: BenchJob = await (await fetch('/job')).json();
await fetch('/outcome', { method: 'POST', body: JSON.stringify(await runJob(job)) });
