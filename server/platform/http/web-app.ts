import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { problem } from './problems.ts';

/** Addresses that are never a page of the web app. */
const notPages = /^\/(?:api|hooks|assets)\//;

/**
 * Serves the built web app from a folder: its files, `name.html` for the addresses below `/name/`, and index.html for every
 * other address that a browser opens. Each page is answered with a nonce of its own in place of `__CSP_NONCE__`. Without a
 * build the folder says so.
 */
export async function addWebApp(app: FastifyInstance, folder: URL): Promise<void> {
  const root = fileURLToPath(folder);
  const index = join(root, 'index.html');
  if (!existsSync(index)) {
    app.log.warn('The web app is not built (npm run build): only the API is served.');
    return;
  }
  let build = readBuild(root, index);
  await app.register(fastifyStatic, { root, serve: false, preCompressed: true });
  app.get('/*', { schema: { hide: true } }, (request, reply) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    // A new build may have come in the meantime; while it is being written there is no index, and the old one serves.
    const changedAt = statSync(index, { throwIfNoEntry: false })?.mtimeMs;
    if (changedAt !== undefined && changedAt !== build.changedAt) build = readBuild(root, index);
    if (build.files.has(path)) {
      // Their names carry a hash of their content.
      const hashed = path.startsWith('/assets/');
      return reply.sendFile(path.slice(1), hashed ? { maxAge: '365d', immutable: true } : { maxAge: '1h' });
    }
    if (notPages.test(path)) throw problem('not_found');
    return sendPage(reply, build.pages.get(path.split('/')[1] ?? '') ?? build.page);
  });
}

interface Build {
  page: string;
  /** Pages beside index.html by name: for the addresses below it. */
  pages: Map<string, string>;
  /** Addresses of its files, pages left out. */
  files: Set<string>;
  changedAt: number;
}

function readBuild(root: string, index: string): Build {
  const files = new Set(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `/${relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')}`),
  );
  files.delete('/index.html');
  const pages = new Map<string, string>();
  for (const file of files) {
    const name = /^\/([a-z-]+)\.html$/.exec(file)?.[1];
    if (name === undefined) continue;
    pages.set(name, readFileSync(join(root, `${name}.html`), 'utf8'));
    files.delete(file);
  }
  return { page: readFileSync(index, 'utf8'), pages, files, changedAt: statSync(index).mtimeMs };
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  const { script, style } = reply.cspNonce;
  // The build knows one placeholder for both kinds, so both directives get the same nonce here.
  const policy = String(reply.getHeader('content-security-policy') ?? '').replaceAll(style, script);
  return reply
    .header('content-security-policy', policy)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page.replaceAll('__CSP_NONCE__', script));
}
