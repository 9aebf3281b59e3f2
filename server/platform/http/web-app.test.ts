import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { addWebApp } from './web-app.ts';

let app: TestApp;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matterline-web-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(
    join(folder, 'index.html'),
    '<meta name="csp-nonce" content="__CSP_NONCE__"><script nonce="__CSP_NONCE__" src="/assets/main-1a2b.js"></script>',
  );
  await writeFile(join(folder, 'quote.html'), '<title>Quote</title><script nonce="__CSP_NONCE__"></script>');
  await writeFile(join(folder, 'assets/main-1a2b.js'), 'console.log(1)');
  await writeFile(join(folder, 'assets/main-1a2b.js.gz'), gzipSync('console.log(1)'));
  app = await startTestApp({ extend: (server) => addWebApp(server, pathToFileURL(`${folder}/`)) });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

describe('the web app', () => {
  test.each(['/', '/matters/0198c0de-0000-7000-8000-000000000000', '/sign-in?next=/tasks', '/index.html'])(
    'is the page at %s, with a fresh nonce that its policy names',
    async (path) => {
      const [first, second] = [await app.call('GET', path), await app.call('GET', path)];
      const nonce = /content="([0-9a-f]{32})"/.exec(first.body)?.[1];
      expect(first.body).toContain(`<script nonce="${nonce}"`);
      const policy = String(first.headers['content-security-policy']);
      expect(policy).toContain(`script-src 'self' 'nonce-${nonce}'`);
      expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(policy).not.toMatch(/(?:script-src|style-src) [^;]*unsafe-inline/);
      expect(first.headers['cache-control']).toBe('no-store');
      expect(second.body).not.toBe(first.body);
    },
  );

  test('a page of its own stands at the addresses below its name, with the same care', async () => {
    const answer = await app.call('GET', '/quote/some-token');
    expect(answer.body).toMatch(/<title>Quote<\/title><script nonce="[0-9a-f]{32}">/);
    expect(answer.headers['cache-control']).toBe('no-store');
    for (const path of ['/quotes/some-id', '/leads/quote/1'])
      expect((await app.call('GET', path)).body, path).not.toContain('<title>Quote');
  });

  test('its files are kept by browsers, since their names change with their content', async () => {
    const answer = await app.call('GET', '/assets/main-1a2b.js');
    expect([answer.statusCode, answer.body]).toEqual([200, 'console.log(1)']);
    expect(answer.headers['cache-control']).toContain('immutable');
  });

  test('a file with a gzipped copy beside it is sent so to browsers that take it', async () => {
    const headers = { 'accept-encoding': 'gzip, deflate' };
    const answer = await app.call('GET', '/assets/main-1a2b.js', undefined, { headers });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(answer.headers['content-type']).toContain('javascript');
    expect(answer.headers['cache-control']).toContain('immutable');
    expect(answer.headers.vary).toContain('accept-encoding');
    expect(gunzipSync(answer.rawPayload).toString()).toBe('console.log(1)');
  });

  test.each(['/assets/gone.js', '/api/v1/nothing', '/hooks/nothing'])('%s is no page', async (path) => {
    expect((await app.call('GET', path)).statusCode).toBe(404);
  });

  test.each(['/../../package.json', '/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2fpackage.json', '/assets/%00'])(
    'nothing outside its folder is read by %s',
    async (path) => {
      const answer = await app.call('GET', path);
      expect(answer.statusCode === 404 || answer.body.includes('csp-nonce')).toBe(true);
    },
  );

  test.each(['/%', '/api/v1/%E0%A4%A'])(
    '%s cannot be decoded, and is told so like any problem',
    async (path) => {
      const answer = await app.call('GET', path);
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([400, 'application/problem+json']);
    },
  );
});

describe('what operators read', () => {
  test.each([
    ['/healthz', '"ok"'],
    ['/readyz', '"ready"'],
    ['/metrics', 'matterline_http_request_seconds'],
    ['/api/openapi.json', '"/api/v1/staff/{id}"'],
    ['/api/docs', 'swagger-ui'],
  ])('%s', async (path, part) => {
    await app.call('GET', '/healthz');
    const answer = await app.call('GET', path);
    expect([answer.statusCode, answer.body]).toEqual([200, expect.stringContaining(part)]);
  });

  test('the pages of the API run no inline script', async () => {
    const answer = await app.call('GET', '/api/docs');
    expect(String(answer.headers['content-security-policy'])).toMatch(/script-src 'self';/);
    expect(answer.body).not.toMatch(/<script>|<script [^>]*>[^<\s]/);
  });

  test('the description is OpenAPI 3.1 and has every declared route', async () => {
    const described = (await app.call('GET', '/api/openapi.json')).json();
    expect(described.openapi).toBe('3.1.0');
    for (const { route } of app.routes) {
      const path = route.path.replaceAll(/:([a-zA-Z]+)/g, '{$1}');
      expect(described.paths[path]?.[route.method.toLowerCase()]?.summary).toBe(route.summary);
    }
  });

  test('an address that machines call stands in it, too, as it tells of itself', async () => {
    const openapi = { summary: 'Somebody’s webhook', responses: { 200: { description: 'Stored' } } };
    const hooked = await startTestApp({
      features: [
        () => ({
          receive: async (machines) => {
            machines.post('/hooks/:key', { config: { openapi } }, async () => ({}));
            machines.post('/quiet', async () => ({}));
          },
        }),
      ],
    });
    const { paths } = (await hooked.call('GET', '/api/openapi.json')).json();
    expect(paths['/hooks/{key}']).toEqual({ post: openapi });
    expect(paths['/quiet']).toBeUndefined();
    await hooked.close();
  });
});

test('a build that comes while the program runs is served at once, page and files', async () => {
  expect((await app.call('GET', '/assets/main-3c4d.js')).statusCode).toBe(404);
  await writeFile(join(folder, 'assets/main-3c4d.js'), 'console.log(2)');
  await writeFile(
    join(folder, 'index.html'),
    '<script nonce="__CSP_NONCE__" src="/assets/main-3c4d.js"></script>',
  );
  // Whatever the file system's clock: the new index is newer than the one that was read.
  await utimes(join(folder, 'index.html'), new Date(), new Date(Date.now() + 5000));
  expect((await app.call('GET', '/tasks')).body).toContain('/assets/main-3c4d.js');
  expect((await app.call('GET', '/assets/main-3c4d.js')).body).toBe('console.log(2)');
});
