/**
 * A worker thread that computes: one WebAssembly backend, served to the program. The program reads files into its memory
 * and writes them from there: nothing is copied on the way.
 */
import { parentPort } from 'node:worker_threads';
import { defined } from '../base/assert.ts';
import kernels from '../compute/wasm/assembly/index.ts?kernels-shared';
import { createWasmBackend } from '../compute/wasm/backend.ts';
import { nodePort } from '../compute/wasm/lane-port.ts';
import { serveBackend } from '../compute/wasm/lane-server.ts';

serveBackend(nodePort(defined(parentPort, 'the port to the program')), createWasmBackend(kernels));
