/** A browser worker that computes: one WebAssembly backend, served to whoever started it. */
import { createWasmBackend } from './backend.ts';
import { webPort } from './lane-port.ts';
import { serveBackend } from './lane-server.ts';

serveBackend(webPort(self as unknown as Worker), createWasmBackend());
