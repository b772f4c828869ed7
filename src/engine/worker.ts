/** Entry of the engine's worker: one typed object behind Comlink. */
import * as Comlink from 'comlink';
import { createBrowserHost } from './browser-host.ts';
import { createEngine } from './engine.ts';

Comlink.expose(createEngine(createBrowserHost()));
