/**
 * The test hub as a program, for benchmarks and pages that want it in a process of its own:
 *
 *     node e2e/hub/main.ts --port 8101 --cdn-port 8102 --folder OWNER/NAME=PATH --llama OWNER/NAME=SEED,LAYERS,HIDDEN,INTERMEDIATE,VOCABULARY
 *
 * Prints one line of JSON with both addresses when it is ready.
 */
import { parseArgs } from 'node:util';
import { startTestHub } from './hub.ts';
import type { RepoSpec } from './repos.ts';
import { syntheticLlama } from './synthetic.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'cdn-port': { type: 'string', default: '0' },
    folder: { type: 'string', multiple: true, default: [] },
    llama: { type: 'string', multiple: true, default: [] },
  },
});

const named = (text: string): readonly [string, string] => {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
};

const folders: RepoSpec[] = values.folder.map(named).map(([id, folder]) => ({ id, files: { folder } }));
const llamas: RepoSpec[] = values.llama.map(named).map(([id, numbers]) => {
  const [seed = 0, layers = 1, hidden = 64, intermediate = 64, vocabulary = 64] = numbers.split(',').map(Number);
  const heads = Math.max(1, hidden / 64);
  return { id, files: syntheticLlama({ layers, hidden, intermediate, vocabulary, heads, kvHeads: heads }, seed) };
});
const hub = await startTestHub({ repos: [...folders, ...llamas], port: Number(values.port), cdnPort: Number(values['cdn-port']) });
process.stdout.write(`${JSON.stringify({ url: hub.url, cdnUrl: hub.cdnUrl })}\n`);
