import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { assemblyScript } from './src/compute/wasm/vite-plugin.ts';

export default defineConfig({
  base: './',
  plugins: [react(), assemblyScript()],
  worker: { format: 'es', plugins: () => [assemblyScript()] },
  build: { target: 'es2024' },
});
