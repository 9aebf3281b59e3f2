/** What is served beside the API: the script, its page for an iframe, the price page, and who may call from elsewhere. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { html } from './html.ts';
import { answerOtherSites, publicApi } from './other-sites.ts';
import { frameStyle } from './page-style.ts';
import { type Form, findByKey, firmOfKey } from './reads.ts';
import { sendHtml } from './send-html.ts';

const keyed = z.object({ key: z.string() });
const hidden = { schema: { hide: true }, helmet: false } as const;

export interface PagesDeps {
  platform: Platform;
  /** The built script. */
  script: URL;
}

export async function addWidgetPages(app: FastifyInstance, deps: PagesDeps): Promise<void> {
  const { platform } = deps;
  const find = async (key: string): Promise<Form> => {
    const firmId = firmOfKey(key);
    return await platform.database.firm(firmId).read((tx) => findByKey(tx, firmId, key));
  };

  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith(publicApi))
      await answerOtherSites(request, reply, platform.publicUrl, async (key) => (await find(key)).origins);
  });
  // The hook above has said all there is to say.
  app.options(`${publicApi}*`, hidden, (_request, reply) => reply.code(204).send());

  const script = scriptReader(deps.script);
  app.get('/widget/v1.js', hidden, (request, reply) => sendScript(request, reply, script()));

  app.get('/widget/frame/:key', hidden, async (request, reply) => {
    const form = await find(keyed.parse(request.params).key);
    return sendHtml(reply, framePage(form, 'preview' in Object(request.query)), {
      style: frameStyle,
      script: true,
      frames: form.origins,
    });
  });
}

interface Script {
  content: Buffer;
  zipped: Buffer;
  tag: string;
}

/** Read once for each build. */
function scriptReader(file: URL): () => Script | null {
  let known: (Script & { changedAt: number }) | null = null;
  return () => {
    if (!existsSync(file)) return known;
    const changedAt = statSync(file).mtimeMs;
    if (known?.changedAt === changedAt) return known;
    const content = readFileSync(file);
    const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 27)}"`;
    known = { content, zipped: gzipSync(content, { level: 9 }), tag, changedAt };
    return known;
  };
}

function sendScript(request: FastifyRequest, reply: FastifyReply, script: Script | null): FastifyReply {
  if (!script) throw problem('unavailable', 'The form’s script is not built (npm run build).');
  reply.headers({
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-allow-origin': '*',
    // The address stays the same through all builds, so a browser asks again after a day; meanwhile it shows what it has.
    'cache-control': 'public, max-age=86400, stale-while-revalidate=604800',
    etag: script.tag,
    vary: 'accept-encoding',
    'content-type': 'text/javascript; charset=utf-8',
  });
  if (request.headers['if-none-match']?.includes(script.tag)) return reply.code(304).send();
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(script.content);
  return reply.header('content-encoding', 'gzip').send(script.zipped);
}

function framePage({ key, firmName }: Form, preview: boolean): string {
  return html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${`Get a quote – ${firmName}`}</title>
<style>${{ html: frameStyle }}</style>
</head>
<body><main><script src="/widget/v1.js" data-widget="${key}"${preview ? { html: ' data-preview' } : null} async></script></main></body>
</html>
`.html;
}
