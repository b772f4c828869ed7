import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: ['src/studio/main.tsx!', 'src/cli/main.ts!', 'src/cli/lane.ts!', '.ci/*.{ts,mjs}', 'e2e/**/*.spec.ts', 'src/**/*.bench.ts'],
  project: ['{src,e2e,.ci,shaders}/**/*.{ts,tsx,mjs,css,wgsl}', '!src/compute/wasm/assembly/**'],
  // A shader imports nothing: with an empty compiler knip still reports one that nobody imports.
  compilers: { wgsl: () => '' },
  // The Node that the npm scripts run on; nothing imports it.
  ignoreDependencies: ['node'],
};

export default config;
