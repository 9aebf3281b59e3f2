/** How the script and the frame reach other websites. */
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { site, startWidgetWorld, type WidgetWorld } from '../../testing/widget-world.ts';

let world: WidgetWorld;
let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matterline-script-'));
  file = join(folder, 'widget.js');
  world = await startWidgetWorld(pathToFileURL(file));
});
afterAll(async () => {
  await world.app.close();
  await rm(folder, { recursive: true, force: true });
});

const get = (headers: Record<string, string> = {}) =>
  world.app.app.inject({ method: 'GET', url: '/widget/v1.js', headers });

test('the script is told apart by its content, kept by browsers, and may stand on any website', async () => {
  expect((await get()).statusCode).toBe(503);
  await writeFile(file, 'console.log(1);');
  const first = await get();
  expect(first.body).toBe('console.log(1);');
  expect(first.headers).toMatchObject({
    'cross-origin-resource-policy': 'cross-origin',
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=86400, stale-while-revalidate=604800',
  });
  const tag = String(first.headers.etag);
  const same = await get({ 'if-none-match': tag });
  expect([same.statusCode, same.body]).toEqual([304, '']);
  const zipped = await get({ 'accept-encoding': 'br, gzip' });
  expect(zipped.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(zipped.rawPayload).toString()).toBe('console.log(1);');
  await writeFile(file, 'console.log(2);');
  await utimes(file, new Date(), new Date(Date.now() + 5_000));
  const next = await get({ 'if-none-match': tag });
  expect([next.statusCode, next.body]).toEqual([200, 'console.log(2);']);
});

test('the frame runs our script only, and only the firm’s websites may hold it', async () => {
  const firm = await world.app.makeFirm({ name: 'Harbour "Law" <b>' });
  const { key } = await world.makeForm(firm);
  const answer = await world.app.call('GET', `/widget/frame/${key}`);
  expect(answer.headers['content-security-policy']).toMatch(
    new RegExp(
      `^default-src 'none'; style-src 'sha256-[^']+'; script-src 'self'; connect-src 'self'; frame-ancestors 'self' ${site}; base-uri 'none'; form-action 'none'$`,
    ),
  );
  expect(answer.headers['x-frame-options']).toBeUndefined();
  expect(answer.body).toContain('<title>Get a quote – Harbour &#34;Law&#34; &#60;b&#62;</title>');
  expect(answer.body).not.toContain('data-preview');
});
