import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import Vips from 'wasm-vips';
import { startTestApp, type TestApp, type TestFirm } from '../../testing/app.ts';
import { makePortalUser } from '../../testing/portal-user.ts';
import { createPortalSignInFeature } from '../portal-sign-in/index.ts';
import { createPortalUsersFeature } from '../portal-users/index.ts';
import { createPracticeFeature } from '../practice/index.ts';
import { initialsOf } from './icons.ts';
import { createPortalLookFeature } from './index.ts';
import { shortName } from './manifest.ts';

let app: TestApp;
let firm: TestFirm;
beforeAll(async () => {
  app = await startTestApp({
    features: [
      (platform) => createPracticeFeature(platform, {}),
      createPortalLookFeature,
      createPortalSignInFeature,
      createPortalUsersFeature,
    ],
  });
  firm = await app.makeFirm({ name: 'Hartley & Reid LLP' });
});

test('a firm that is alone is named at the installation’s own address; with another, nobody is', async () => {
  const seen = async () => (await app.call('GET', '/api/v1/portal/look')).json().look;
  const own = async () => (await firm.owner.call('GET', '/api/v1/portal-look')).json().namedAtSignIn;
  expect(await seen()).toMatchObject({ firmName: 'Hartley & Reid LLP' });
  expect(await own()).toBe(true);
  await app.makeFirm({ name: 'Another' });
  expect(await seen()).toBeNull();
  expect(await own()).toBe(false);
});
afterAll(() => app.close());

const host = 'portal.hartley.example.com';
const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];
const upload = (bytes: Buffer) =>
  app.app.inject({
    method: 'PUT',
    url: '/api/v1/portal-look/logo',
    headers: { cookie: firm.owner.cookie, 'x-matterline': '1', 'content-type': 'application/octet-stream' },
    payload: bytes,
  });

async function picture(width: number, height: number): Promise<Buffer> {
  const vips = await Vips({ dynamicLibraries: [], print: () => undefined, printErr: () => undefined });
  return Buffer.from(vips.Image.black(width, height, { bands: 3 }).jpegsaveBuffer());
}

test.each([
  ['Hartley & Reid LLP', 'HR'],
  ['The Law Office of Jane Marsh', 'OJ'],
  ['Marsh', 'M'],
  ['Law Ltd', 'LL'],
  ['élan avocats', 'ÉA'],
  ['???', ''],
])('the initials of %s are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

test.each([
  ['Marsh', 'Marsh'],
  ['Hartley & Reid LLP', 'Hartley'],
  ['Donaudampfschiff', 'Donaudampfs…'],
])('%s under an icon', (name, short) => {
  expect(shortName(name)).toBe(short);
});

test('the firm’s colour and its quick exit are the portal’s', async () => {
  const person = await makePortalUser(app, firm);
  const { owner } = firm;
  expect((await owner.call('GET', '/api/v1/portal-look')).json()).toMatchObject({
    accent: '#0e5a55',
    version: 0,
  });
  expect((await owner.call('PATCH', '/api/v1/portal-look', { accent: 'red' })).statusCode).toBe(422);
  const exit = { quickExitUrl: 'javascript:alert(1)' };
  expect((await owner.call('PATCH', '/api/v1/portal-look', exit)).statusCode).toBe(422);
  const change = { accent: '#7A1F5C', quickExit: false };
  expect((await owner.call('PATCH', '/api/v1/portal-look', change)).json().accent).toBe('#7a1f5c');
  expect((await person.call('GET', '/api/v1/portal/session')).json().seat).toMatchObject({
    accent: '#7a1f5c',
    quickExit: null,
  });
});

describe('the logo', () => {
  test('is drawn anew as a PNG of at most 512 pixels', async () => {
    const answer = await upload(await picture(2000, 1000));
    expect(answer.statusCode, answer.body).toBe(200);
    const png = (await app.call('GET', answer.json().logo)).rawPayload;
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(sizeOf(png)).toEqual([512, 256]);
  }, 60_000);

  test.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['HTML', '<html><script>alert(1)</script></html>'],
    ['a PNG’s first bytes and nothing behind', '\x89PNG\r\n\x1a\n'],
  ])(
    '%s is refused, and what was there stays',
    async (_name, text) => {
      const before = (await firm.owner.call('GET', '/api/v1/portal-look')).json().logo;
      expect((await upload(Buffer.from(text, 'latin1'))).statusCode).toBe(422);
      expect((await firm.owner.call('GET', '/api/v1/portal-look')).json().logo).toBe(before);
    },
    60_000,
  );
});

test('the manifest is the firm’s, and its icons are pictures of the size that it says', async () => {
  const answer = await app.call('GET', `/portal/app.webmanifest?firm=${firm.id}`);
  expect(answer.headers['content-type']).toMatch('application/manifest+json');
  const manifest = JSON.parse(answer.body);
  expect(manifest).toMatchObject({
    name: 'Hartley & Reid LLP',
    start_url: '/portal',
    scope: '/portal',
    display: 'standalone',
  });
  for (const { src, sizes } of manifest.icons) {
    const icon = await app.call('GET', src);
    expect(icon.statusCode, src).toBe(200);
    expect(sizeOf(icon.rawPayload).join('x')).toBe(sizes);
  }
  const nobody = '0198c0de-0000-7000-8000-00000000f0f0';
  expect((await app.call('GET', `/portal/app.webmanifest?firm=${nobody}`)).statusCode).toBe(404);
  expect((await app.call('GET', `/portal/app/${nobody}/icon-192.png`)).statusCode).toBe(404);
}, 120_000);

describe('the firm’s own address', () => {
  const at = (url: string) => app.app.inject({ method: 'GET', url, headers: { host } });

  test('counts once a browser came by it, and then shows that firm alone', async () => {
    const set = (await firm.owner.call('PUT', '/api/v1/portal-look/host', { host })).json();
    expect(set).toMatchObject({
      host,
      hostVerified: false,
      portalUrl: 'http://matterline.example.com/portal',
    });
    expect((await at('/api/v1/portal/look')).json()).toEqual({ look: null });
    const { pathname, search } = new URL(set.checkUrl);
    const path = `${pathname}${search}`;
    expect((await app.call('GET', path)).statusCode).toBe(404);
    expect((await at(path)).statusCode).toBe(303);
    expect((await firm.owner.call('GET', '/api/v1/portal-look')).json()).toMatchObject({
      hostVerified: true,
      namedAtSignIn: true,
      portalUrl: `http://${host}/portal`,
    });
    expect((await at('/api/v1/portal/look')).json().look).toMatchObject({ firmName: 'Hartley & Reid LLP' });
    expect((await at('/')).headers.location).toBe('/portal');
    expect((await app.call('GET', '/api/v1/portal/look')).json()).toEqual({ look: null });
  });

  test('no other firm takes it', async () => {
    const other = await app.makeFirm({ name: 'Other' });
    const set = (await other.owner.call('PUT', '/api/v1/portal-look/host', { host })).json();
    expect((await at(set.checkUrl.slice(new URL(set.checkUrl).origin.length))).statusCode).toBe(409);
    expect((await at('/api/v1/portal/look')).json().look).toMatchObject({ firmName: 'Hartley & Reid LLP' });
  });

  test('there one comes in to that firm only, though another knows the mailbox, too', async () => {
    const other = await app.makeFirm({ name: 'Elsewhere' });
    const email = 'both@example.com';
    await makePortalUser(app, firm, { email });
    const there = await makePortalUser(app, other, { email });
    const { seats } = (
      await app.app.inject({
        method: 'GET',
        url: '/api/v1/portal/session',
        headers: { host, cookie: there.cookie },
      })
    ).json();
    expect(seats.map(({ firmName }: { firmName: string }) => firmName)).toEqual(['Hartley & Reid LLP']);
    expect((await there.call('GET', '/api/v1/portal/session')).json().seats).toHaveLength(2);
  });

  test.each([
    'localhost',
    'https://portal.example.com',
    'portal',
    'matterline.example.com',
    '10.0.0.1',
    'a b.example.com',
  ])('“%s” is refused', async (wrong) => {
    expect((await firm.owner.call('PUT', '/api/v1/portal-look/host', { host: wrong })).statusCode).toBe(422);
  });
});
