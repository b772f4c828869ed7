import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: ['.ci/*.{ts,mjs}', 'e2e/**/*.spec.ts', 'e2e/hub/main.ts', 'e2e/bench/page/page.ts', '{src,e2e}/**/*.bench.ts'],
  project: ['{src,e2e,.ci,shaders}/**/*.{ts,tsx,mjs,wgsl}', '!src/compute/wasm/assembly/**'],
  // A type that appears in an exported signature may be exported, used elsewhere or not.
  ignoreExportsUsedInFile: { interface: true, type: true },
  // Named by fonts.css, which knip does not read.
  ignoreDependencies: ['@fontsource-variable/geist-mono', '@fontsource-variable/inter'],
  // A shader imports nothing: with an empty compiler knip still reports one that nobody imports.
  compilers: { wgsl: () => '' },
};

export default config;
