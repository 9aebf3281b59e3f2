import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type FilesWorld,
  portalSender,
  sha256,
  staffSender,
  startFilesWorld,
  stateOf,
  upload,
} from '../../testing/files-world.ts';
import { createPng, pictureWithPlace } from './test-pictures.ts';

const mib = 1024 ** 2;
let world: FilesWorld;
beforeAll(async () => {
  world = await startFilesWorld();
});
afterAll(() => world.close());

/** Sent by the owner in a message of its own; the file's id. */
async function sent(
  name: string,
  bytes: Buffer | string,
  conversationId = world.conversationId,
): Promise<string> {
  const id = await upload(world, staffSender(world.firm.owner), { name, bytes, conversationId });
  await world.inspect();
  const seq = await world.post({ staffId: world.firm.owner.id }, [id], conversationId);
  const [row] = await world.sql<{ id: string }>(
    'select id from attachments where firm_id = $1 and conversation_id = $2 and seq = $3',
    [world.firm.id, conversationId, seq],
  );
  return row?.id ?? '';
}

async function linkOf(id: string, body: object = {}, who: 'staff' | 'client' = 'staff'): Promise<string> {
  const answer =
    who === 'staff'
      ? await world.firm.owner.call('POST', `/api/v1/files/${id}/links`, body)
      : await world.client.call('POST', `/portal/api/files/${id}/links`, body);
  expect(answer.statusCode, answer.body).toBe(201);
  return `${world.filesOrigin}${new URL(answer.json().url).pathname}`;
}

/** The name that a browser takes from the header. */
function nameIn(disposition: string | null): string {
  return decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(disposition ?? '')?.[1] ?? '');
}

describe('serve: download only, the exact name, no header broken', () => {
  const script = '<html><script>alert(document.cookie)</script></html>';
  test.each<[string, string, string]>([
    ['HTML and script called a PDF', 'invoice.pdf', script],
    ['SVG', 'logo.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['XML', 'a.xml', '<?xml version="1.0"?><x/>'],
    ['JavaScript', 'a.js', 'alert(1)'],
    ['HTML', 'page.html', script],
    ['a path', '..\\x', 'x'],
    ['another path', '../../etc/passwd', 'x'],
    ['quotes', 'the "final" one\'s.txt', 'x'],
    ['CR and LF', 'a\r\nSet-Cookie: b=c\r\n\r\n<script>.txt', 'x'],
    ['a right-to-left mark', 'invoice\u202efdp.exe', 'x'],
    ['emoji', 'holiday 🏖️.txt', 'x'],
    ['umlauts and percents', 'Menü 100%; a=b.txt', 'x'],
  ])('%s', async (_what, name, bytes) => {
    const answer = await fetch(await linkOf(await sent(name, bytes)));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[^"\\\r\n]*"; filename\*=UTF-8''[\w%.!~*'()-]+$/,
    );
    expect(nameIn(answer.headers.get('content-disposition'))).toBe(name);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await answer.text()).toBe(bytes);
  });

  test('the type is what the bytes say, and a name that promises another is flagged', async () => {
    const id = await sent('scan.docx', pictureWithPlace());
    const file = (await world.firm.owner.call('GET', `/api/v1/files/${id}`)).json();
    expect(file).toMatchObject({ contentType: 'image/jpeg', typeMismatch: true });
    const answer = await fetch(await linkOf(id));
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
  });
});

test('ranges: parts, the end, none, and a resumed download', async () => {
  const bytes = Buffer.from(Array.from({ length: 1000 }, (_none, index) => index % 251));
  const url = await linkOf(await sent('data.bin', bytes));
  const get = async (range: string, more = {}) => await fetch(url, { headers: { range, ...more } });
  const middle = await get('bytes=100-199');
  expect([middle.status, middle.headers.get('content-range')]).toEqual([206, 'bytes 100-199/1000']);
  expect(Buffer.from(await middle.arrayBuffer())).toEqual(bytes.subarray(100, 200));
  expect(Buffer.from(await (await get('bytes=-10')).arrayBuffer())).toEqual(bytes.subarray(990));
  expect((await get('bytes=1000-')).status).toBe(416);
  const etag = middle.headers.get('etag') ?? '';
  expect((await get('bytes=500-', { 'if-range': etag })).status).toBe(206);
  expect((await get('bytes=500-', { 'if-range': '"other"' })).status).toBe(200);
  const head = await fetch(url, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '1000']);
});

test('the address is of one file, one session, for a few minutes; no cookie helps and none is needed', async () => {
  const id = await sent('a.txt', 'words');
  const url = await linkOf(id);
  const wrong = [
    `${url}x`,
    url.replace(/\/f\/./, '/f/_'),
    `${world.filesOrigin}/f/none`,
    `${world.filesOrigin}/api/v1/me`,
    `${world.filesOrigin}/`,
  ];
  const answers = await Promise.all(
    wrong.map((one) => fetch(one, { headers: { cookie: world.firm.owner.cookie } })),
  );
  expect(answers.map(({ status }) => status)).toEqual(wrong.map(() => 404));
  expect(new Set(await Promise.all(answers.map((one) => one.text()))).size).toBe(1);
  // And the app's own origin hands out nothing.
  expect((await fetch(url.replace(world.filesOrigin, world.origin))).status).toBe(404);
});

test('reads are on record, with who and what, once a download', async () => {
  const id = await sent('read.txt', 'words that are read');
  await fetch(await linkOf(id));
  const again = await linkOf(id, {}, 'client');
  await fetch(again);
  await fetch(again, { headers: { range: 'bytes=5-9' } });
  const { items } = (await world.firm.owner.call('GET', `/api/v1/files/${id}/reads`)).json();
  expect(items).toMatchObject([
    { who: 'external', personId: world.client.id, name: world.client.name, what: 'download' },
    { who: 'staff', personId: world.firm.owner.id, what: 'download' },
  ]);
});

describe('walls: a signed address dies with the right', () => {
  test('a wall on the matter, a session that was revoked, a person that was disabled', async () => {
    const { id: conversationId, matterId } = await world.makeConversation();
    const member = await world.app.signedIn(world.firm);
    const id = await sent('secret.txt', 'words', conversationId);
    const made = await member.call('POST', `/api/v1/files/${id}/links`, {});
    const url = `${world.filesOrigin}${new URL(made.json().url).pathname}`;
    const status = async () => (await fetch(url)).status;
    expect(await status()).toBe(200);
    await world.sql('update matters set restricted = true where firm_id = $1 and id = $2', [
      world.firm.id,
      matterId,
    ]);
    expect(await status()).toBe(404);
    expect((await member.call('GET', `/api/v1/files/${id}`)).statusCode).toBe(404);
    await world.sql('update matters set restricted = false where firm_id = $1 and id = $2', [
      world.firm.id,
      matterId,
    ]);
    expect(await status()).toBe(200);
    await world.sql('update staff_members set active = false where firm_id = $1 and id = $2', [
      world.firm.id,
      member.id,
    ]);
    expect(await status()).toBe(404);
    await world.sql('update staff_members set active = true where firm_id = $1 and id = $2', [
      world.firm.id,
      member.id,
    ]);
    await world.sql('delete from auth_session where "userId" = $1', [member.userId]);
    expect(await status()).toBe(404);
  });

  test('a download that runs is cut off within a second', async () => {
    const { id: conversationId, matterId } = await world.makeConversation();
    const id = await sent('large.bin', Buffer.alloc(64 * mib, 7), conversationId);
    const member = await world.app.signedIn(world.firm);
    const made = await member.call('POST', `/api/v1/files/${id}/links`, {});
    const { answer, broken } = await startDownload(
      `${world.filesOrigin}${new URL(made.json().url).pathname}`,
    );
    // A slow reader: the rest waits.
    answer.pause();
    await world.sql('update matters set restricted = true where firm_id = $1 and id = $2', [
      world.firm.id,
      matterId,
    ]);
    const began = performance.now();
    answer.resume();
    answer.pause();
    setTimeout(() => answer.resume(), 900);
    expect(await broken).toBe(true);
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  test('a client reads within their stay, and not after a removal for cause, withdrawal or a message taken back', async () => {
    const { id: conversationId } = await world.makeConversation({ clients: [world.client] });
    const id = await sent('stay.txt', 'words', conversationId);
    const url = await linkOf(id, {}, 'client');
    const status = async () => (await fetch(url)).status;
    expect(await status()).toBe(200);
    const stay = `update participants set from_seq = $3 where firm_id = $1 and conversation_id = $2 and portal_user_id is not null`;
    await world.sql(stay, [world.firm.id, conversationId, 2]);
    expect(await status()).toBe(404);
    await world.sql(stay, [world.firm.id, conversationId, 1]);
    await world.sql('update messages set retracted_at = now() where firm_id = $1 and conversation_id = $2', [
      world.firm.id,
      conversationId,
    ]);
    expect(await status()).toBe(404);
    await world.sql('update messages set retracted_at = null where firm_id = $1 and conversation_id = $2', [
      world.firm.id,
      conversationId,
    ]);
    await world.sql('update portal_sessions set revoked_at = now() where id = $1', [world.client.sessionId]);
    expect(await status()).toBe(404);
    await world.sql('update portal_sessions set revoked_at = null where id = $1', [world.client.sessionId]);
    expect((await world.client.call('POST', `/portal/api/files/${id}/withdraw`)).statusCode).toBe(403);
    expect((await world.firm.owner.call('POST', `/api/v1/files/${id}/withdraw`)).json()).toMatchObject({
      state: 'withdrawn',
    });
    expect(await status()).toBe(404);
    const { items } = (await world.firm.owner.call('GET', `/api/v1/files/${id}/reads`)).json();
    expect(items.length).toBeGreaterThan(0);
  });
});

test('a hold keeps what was sent where it is', async () => {
  const { id: conversationId } = await world.makeConversation();
  const id = await sent('held.txt', 'words', conversationId);
  await world.sql(
    `update conversations set held_at = now(), held_reason = 'Litigation' where firm_id = $1 and id = $2`,
    [world.firm.id, conversationId],
  );
  expect((await world.firm.owner.call('POST', `/api/v1/files/${id}/withdraw`)).statusCode).toBe(409);
});

describe('previews', () => {
  test('a picture and a PDF are drawn here; what is neither has none', async () => {
    const picture = await sent('photo.jpg', pictureWithPlace());
    const answer = await fetch(await linkOf(picture, { what: 'page' }));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect(Buffer.from(await answer.arrayBuffer()).toString('latin1', 8, 12)).toBe('WEBP');
    const pdf = await fetch(await linkOf(await sent('a.pdf', smallPdf), { what: 'page', page: 1 }));
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'image/webp']);
    const none = await fetch(await linkOf(await sent('b.pdf', `${smallPdf} `), { what: 'page', page: 2 }));
    expect(none.status).toBe(404);
    const text = await sent('words.txt', 'no picture');
    expect(
      (await world.firm.owner.call('POST', `/api/v1/files/${text}/links`, { what: 'page' })).statusCode,
    ).toBe(409);
  }, 60_000);

  test('a picture that says it has too many pixels is not decoded', async () => {
    const id = await sent('huge.png', createPng(60_000, 60_000));
    expect((await fetch(await linkOf(id, { what: 'page' }))).status).toBe(404);
  }, 60_000);
});

const smallPdf = [
  '%PDF-1.4',
  '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
  '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
  '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R>>endobj',
  '4 0 obj<</Length 29>>stream',
  '1 0 0 rg 0 0 100 100 re f    ',
  'endstream endobj',
  'trailer<</Root 1 0 R>>',
].join('\n');

async function startDownload(url: string) {
  const { promise, resolve, reject } = Promise.withResolvers<import('node:http').IncomingMessage>();
  httpRequest(url, resolve).on('error', reject).end();
  const answer = await promise;
  const { promise: broken, resolve: end } = Promise.withResolvers<boolean>();
  answer.on('data', () => undefined);
  answer.on('error', () => end(true));
  answer.on('end', () => end(!answer.complete));
  answer.on('close', () => end(!answer.complete));
  return { answer, broken };
}

test('GPS: left out only on the sender’s wish, and nothing else is touched', async () => {
  const sender = portalSender(world.client);
  const bytes = pictureWithPlace();
  const ids = [];
  for (const stripLocation of [false, true])
    ids.push(await upload(world, sender, { name: 'photo.jpg', bytes, stripLocation }));
  await world.inspect();
  const [kept, cleaned] = await Promise.all(ids.map((id) => stateOf(world, sender, id)));
  expect(kept).toMatchObject({ sha256: sha256(bytes), location: null });
  expect(cleaned).toMatchObject({ location: 'removed' });
  expect(cleaned.sha256).not.toBe(sha256(bytes));
});
