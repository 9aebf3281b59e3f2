import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { genericEventJsonSchema } from './server/vendors/generic/index.ts';

/** Puts `x.js.gz` beside `x.js`, so that the server sends a third of the bytes and never compresses by itself. */
function gzipped(): Plugin {
  return {
    name: 'gzipped',
    apply: 'build',
    // From the disk: only there is a file what browsers get.
    writeBundle({ dir = '.' }, bundle) {
      for (const name of Object.keys(bundle)) {
        if (!/\.(?:js|css|svg)$/.test(name)) continue;
        const source = readFileSync(join(dir, name));
        if (source.length > 300) writeFileSync(join(dir, `${name}.gz`), gzipSync(source, { level: 9 }));
      }
    },
  };
}

/** The signed webhook's own schema as plain data, so that the page about its fields needs no schema library. */
function webhookSchema(): Plugin {
  const name = 'virtual:webhook-schema';
  return {
    name: 'webhook-schema',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) =>
      id === `\0${name}`
        ? `export const webhookSchema = ${JSON.stringify(genericEventJsonSchema)}`
        : undefined,
  };
}

const frameIcons = new Set(readFileSync('web/shell/nav.ts', 'utf8').match(/\bIcon[A-Z]\w+/g));
/** Icons of the menu are on every screen. */
const isFrameIcon = (id: string) =>
  id.includes('@tabler/icons-react') && frameIcons.has(basename(id, '.mjs'));

/**
 * The staff app: sources in `web/`, built to `dist/web`.
 *
 * The server replaces every `__CSP_NONCE__` of `index.html` by a fresh value per answer; Vite puts it on its
 * tags and into `<meta property="csp-nonce">`, where the app reads it for Mantine's own style elements.
 */
export default defineConfig({
  root: 'web',
  plugins: [react(), webhookSchema(), gzipped()],
  html: { cspNonce: '__CSP_NONCE__' },
  server: {
    host: '127.0.0.1',
    proxy: {
      // Not `/api` alone: the app's own modules under web/api/ have that address, too.
      '^/api/(v1|auth|docs|openapi)': 'http://127.0.0.1:8080',
      '/hooks': 'http://127.0.0.1:8080',
    },
  },
  build: {
    outDir: '../dist/web',
    // Pages of their own for whoever is no staff: `quote.html` is served for `/quote/…`, `portal.html` for `/portal`.
    rolldownOptions: {
      input: { index: 'web/index.html', quote: 'web/quote.html', portal: 'web/portal.html' },
      // Icons that many screens share come together: a file each would be half of it gzip's own words.
      output: {
        // Every screen's file is named in the first one: names of their own would weigh a KB there.
        chunkFileNames: 'assets/[hash].js',
        assetFileNames: 'assets/[hash][extname]',
        codeSplitting: {
          groups: [
            { name: 'frame-icons', test: isFrameIcon, priority: 1 },
            { name: 'icons', test: /@tabler[\\/]icons-react[\\/].*[\\/]Icon/, minShareCount: 4 },
          ],
        },
      },
    },
    emptyOutDir: true,
    target: 'es2022',
    // Inlined files would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    // Every screen's list of further files would weigh 5 KB on the first load; the browser asks for them as it meets them.
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_file, files) => files.filter((file) => file.endsWith('.css')),
    },
    reportCompressedSize: true,
  },
});
