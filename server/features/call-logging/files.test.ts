/** Recordings, pictures and fax documents: fetched, kept, filed, served; and what is never asked for. */
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clientNumber, genericCall, genericFax, genericText } from '../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';

let server: Server;
let origin: string;
let first: PhoneWorld;
let world: PhoneWorld;
let asked: string[] = [];
let authorisations: (string | undefined)[] = [];
const pdf = Buffer.from('%PDF-1.4 two pages');

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    authorisations.push(request.headers.authorization);
    if (request.url === '/gone') return void response.writeHead(404).end();
    if (request.url === '/inside')
      return void response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
    if (request.url === '/round') return void response.writeHead(302, { location: '/round' }).end();
    const type = request.url?.endsWith('.pdf')
      ? 'application/pdf'
      : request.url?.endsWith('.png')
        ? 'image/png'
        : 'audio/mpeg';
    response
      .writeHead(200, { 'content-type': type })
      .end(request.url?.endsWith('.pdf') ? pdf : Buffer.from('sound'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  origin = `http://127.0.0.1:${address.port}`;
  first = await startPhoneWorld({ allowLoopback: true });
});
beforeEach(async () => {
  asked = [];
  authorisations = [];
  first.clock.now = new Date('2026-03-02T10:10:00.000Z');
  world = await first.newFirm();
});
afterAll(async () => {
  await first.close();
  await new Promise((resolve) => server.close(resolve).closeAllConnections());
});

async function oneMatter() {
  return await world.addMatter('Purchase', [await world.addContact('Jane Okafor', clientNumber)]);
}

test('a recording is fetched once, kept and served, in ranges too, and each reading is audited', async () => {
  await oneMatter();
  const one = await world.log(genericCall({ more: { recordingUrl: `${origin}/a.mp3` } }));
  await world.fetchFiles();
  await world.fetchFiles();
  expect(asked).toEqual(['/a.mp3']);
  const [file] = (await world.interaction(one.id)).artefacts ?? [];
  expect(file).toMatchObject({ kind: 'recording', state: 'stored', contentType: 'audio/mpeg', sizeBytes: 5 });
  const url = String(file?.url);
  const whole = await world.ada.call('GET', url);
  expect([whole.statusCode, whole.body]).toEqual([200, 'sound']);
  const part = await world.ada.call('GET', url, undefined, { headers: { range: 'bytes=1-2' } });
  expect([part.statusCode, part.body, part.headers['content-range']]).toEqual([206, 'ou', 'bytes 1-2/5']);
  expect((await world.ada.call('GET', url, undefined, { headers: { range: 'bytes=9-' } })).statusCode).toBe(
    416,
  );
  expect(await world.count('audit_log', `action = 'artefact.read'`)).toBeGreaterThanOrEqual(2);
  expect((await first.owner.call('GET', url)).statusCode).toBe(404);
});

test('the pages of a fax are version 1 of its document; filed elsewhere, it carries them along', async () => {
  await oneMatter();
  const other = await world.addMatter('Other', []);
  const one = await world.log(genericFax({ documentUrl: `${origin}/fax.pdf` }));
  const versions = async (matterId: string | null) =>
    await world.query(
      `select v.number, v.size_bytes, v.content_type from document_versions v join documents d on d.firm_id = v.firm_id and d.id = v.document_id
       where d.firm_id = $1 and d.matter_id = $2 and d.removed_at is null`,
      [world.firm.id, matterId],
    );
  const filedAt = one.logEntries[0]?.matterId ?? null;
  expect(await versions(filedAt)).toEqual([]);
  await world.fetchFiles();
  const pages = [{ number: 1, size_bytes: pdf.length, content_type: 'application/pdf' }];
  expect(await versions(filedAt)).toEqual(pages);
  await world.act(one.id, 'refile', { matterId: other });
  expect(await versions(other)).toEqual(pages);
  expect(await versions(filedAt)).toEqual([]);
  await world.act(one.id, 'undo');
  expect(await versions(filedAt)).toEqual(pages);
});

test('pictures of a text are kept', async () => {
  const media = [{ url: `${origin}/1.png` }, { url: `${origin}/2.png` }];
  const one = await world.log(genericText({ media }));
  await world.fetchFiles();
  expect((await world.interaction(one.id)).artefacts).toMatchObject([
    { kind: 'media', state: 'stored', contentType: 'image/png' },
    { kind: 'media', state: 'stored' },
  ]);
});

test('write once: the text is written when the recording is here, and tells of it', async () => {
  await oneMatter();
  await world.setOptions({ writeOnceWaitMinutes: 60 });
  const one = await world.log(genericCall({ more: { recordingUrl: `${origin}/a.mp3` } }));
  expect(one.logEntries).toMatchObject([{ state: 'pending' }]);
  await world.fetchFiles();
  expect((await world.interaction(one.id)).logEntries).toMatchObject([
    { state: 'logged', recordKind: 'fee' },
  ]);
  const [fee] = await world.query<{ description: string }>(
    'select description from fees where firm_id = $1',
    [world.firm.id],
  );
  expect(fee?.description).toContain('Recording');
});

test('a file that is not there yet is asked for again, later', async () => {
  const one = await world.log(genericCall({ more: { recordingUrl: `${origin}/gone` } }));
  await world.fetchFiles();
  await world.fetchFiles();
  expect(asked).toHaveLength(1);
  expect((await world.interaction(one.id)).artefacts).toMatchObject([{ state: 'pending' }]);
  world.clock.now = new Date(world.clock.now.getTime() + 60_000);
  await world.fetchFiles();
  expect(asked).toHaveLength(2);
});

describe('addresses inside our network are not asked', () => {
  const inside = [
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.1/',
    'http://192.168.1.1/',
    'http://172.16.9.9/',
    'http://[fd00::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://0x0a000001/',
    'http://2852039166/',
    'http://0.0.0.0:1/',
  ];
  test.each(inside)('%s', async (url) => {
    const one = await world.log(genericCall({ more: { recordingUrl: url } }));
    await world.fetchFiles();
    const [file] = (await world.interaction(one.id)).artefacts ?? [];
    expect(file).toMatchObject({ state: 'failed', error: expect.stringContaining('inside our own network') });
  });

  test.each(['/inside', '/round'])('nor where a redirect leads: %s', async (path) => {
    const one = await world.log(genericCall({ more: { recordingUrl: `${origin}${path}` } }));
    await world.fetchFiles();
    expect((await world.interaction(one.id)).artefacts).toMatchObject([{ state: 'failed' }]);
    expect(asked.length).toBeLessThan(6);
  });

  test('the loopback, by number or by name, where it is not allowed', async () => {
    const strict = await startPhoneWorld();
    try {
      for (const url of [
        `${origin}/a.mp3`,
        origin.replace('127.0.0.1', 'localhost'),
        origin.replace('127.0.0.1', '[::1]'),
      ]) {
        const one = await strict.log(genericCall({ more: { recordingUrl: url } }));
        await strict.fetchFiles();
        expect((await strict.interaction(one.id)).artefacts, url).toMatchObject([
          { state: 'failed', error: expect.stringContaining('inside') },
        ]);
      }
      expect(asked).toEqual([]);
    } finally {
      await strict.close();
    }
  });

  test('also not by a vendor’s client: only its own API is asked, and only that gets the credential', async () => {
    const credentials = { apiUrl: origin, accountId: 'AC1', apiKey: 'secret' };
    const source = await world.addSource('twilio', { credentials });
    const text = (MessageSid: string, MediaUrl0: string) => ({
      MessageSid,
      From: clientNumber,
      To: '+442079460000',
      Body: 'x',
      NumMedia: '1',
      MediaUrl0,
      MediaContentType0: 'image/png',
    });
    await world.deliver(source, text('MM1', 'http://169.254.169.254/latest'));
    await world.deliver(source, text('MM2', `${origin}/inside`));
    await world.deliver(source, text('MM3', `${origin}/3.png`));
    await world.drain();
    await world.fetchFiles();
    const rows = await world.query(`select state, error from artefacts where firm_id = $1 order by url`, [
      world.firm.id,
    ]);
    expect(rows).toEqual([
      { state: 'stored', error: null },
      { state: 'failed', error: expect.stringContaining('inside our own network') },
      { state: 'failed', error: expect.stringContaining('inside our own network') },
    ]);
    expect(asked.toSorted()).toEqual(['/3.png', '/inside']);
    expect(authorisations.every((value) => value?.startsWith('Basic '))).toBe(true);
  });
});

test('without credentials a vendor’s file is shown as out of reach, and fetched on request once there are some', async () => {
  const source = await world.addSource('twilio');
  await world.deliver(source, {
    MessageSid: 'MM9',
    From: clientNumber,
    To: '+442079460000',
    Body: 'x',
    NumMedia: '1',
    MediaUrl0: `${origin}/9.png`,
    MediaContentType0: 'image/png',
  });
  await world.drain();
  await world.fetchFiles();
  const [one] = await world.interactions();
  const file = (await world.interaction(one?.id ?? '')).artefacts?.[0];
  expect(file).toMatchObject({ state: 'unavailable' });
  await world.owner.call('PATCH', `/api/v1/sources/${source.id}`, {
    credentials: { apiUrl: origin, accountId: 'AC1', apiKey: 'secret' },
  });
  expect(
    (await world.ada.call('POST', `/api/v1/interactions/${one?.id}/artefacts/${file?.id}/retry`)).statusCode,
  ).toBe(204);
  await world.fetchFiles();
  expect((await world.interaction(one?.id ?? '')).artefacts).toMatchObject([{ state: 'stored' }]);
});
