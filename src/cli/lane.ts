/** A worker thread that computes: one WebAssembly backend, served to the program. */
import { parentPort } from 'node:worker_threads';
import { defined } from '../base/assert.ts';
import { createWasmBackend } from '../compute/wasm/backend.ts';
import { nodePort } from '../compute/wasm/lane-port.ts';
import { serveBackend } from '../compute/wasm/lane-server.ts';

serveBackend(nodePort(defined(parentPort, 'the port to the program')), createWasmBackend());
