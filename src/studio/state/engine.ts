/** The one engine of the page. Tests put a fake in its place. */
import { createEngineClient, type EngineClient } from '../../engine/client.ts';

let client: EngineClient | undefined;

export function engine(): EngineClient {
  client ??= createEngineClient();
  return client;
}

export function setEngineClient(other: EngineClient | undefined): void {
  client = other;
}
