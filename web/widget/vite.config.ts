import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** One classic script without imports, since it stands in the pages of others: `dist/widget/widget.js`. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: false,
  build: {
    outDir: fileURLToPath(new URL('../../dist/widget', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    lib: {
      entry: fileURLToPath(new URL('main.ts', import.meta.url)),
      formats: ['iife'],
      name: 'matterlineWidget',
      fileName: () => 'widget.js',
    },
  },
});
