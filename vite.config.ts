import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { assemblyScript } from './src/compute/wasm/vite-plugin.ts';

/** Compiling the kernels takes its two seconds; no advice about it. */
const rolldownOptions = { checks: { bundlerTimings: false } };

export default defineConfig({
  // Relative, so that the built site works in any folder of a static host.
  base: './',
  plugins: [react(), assemblyScript()],
  worker: { format: 'es', plugins: () => [assemblyScript()], rolldownOptions },
  // Fonts and images stay files of their own: never data URLs in a script or a style sheet.
  build: { target: 'es2024', assetsInlineLimit: 0, chunkSizeWarningLimit: 1000, rolldownOptions },
});
