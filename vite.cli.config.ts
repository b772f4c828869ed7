/** The command line as two plain Node modules: the program and the worker of its lanes. */
import { defineConfig } from 'vite';
import { assemblyScript } from './src/compute/wasm/vite-plugin.ts';

export default defineConfig({
  plugins: [assemblyScript()],
  publicDir: false,
  // Everything goes into the bundle but Dawn, which is a native module and optional.
  ssr: { noExternal: true, external: ['webgpu'] },
  build: {
    ssr: true,
    target: 'node20',
    // Not inside dist, which a build of the studio empties. Overwritten in place: another run may be loading it.
    outDir: 'dist-cli',
    emptyOutDir: false,
    rolldownOptions: {
      checks: { bundlerTimings: false },
      input: { alloy: 'src/cli/main.ts', lane: 'src/cli/lane.ts' },
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' },
    },
  },
});
