/** Every practice system against its own simulator, which listens (`createServer`): what is mirrored, and who let us in. */
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Bench, problemOf, pullAll, startBench } from './conformance.ts';
import { drivers } from './conformance-drivers.ts';
import { createPracticeVerifier } from './kit/verify.ts';
import type { HookRequest, MirrorItem, MirrorKind, PracticeSubscription } from './ports.ts';

const listed: readonly MirrorKind[] = [
  'staff',
  'matter_type',
  'stage',
  'activity_code',
  'contact',
  'matter',
  'party',
];

describe.each(drivers.map((driver) => [driver.vendor.label, driver] as const))('%s', (_label, driver) => {
  const { vendor } = driver;
  const pulled = listed.filter((kind) => vendor.pulls[kind] !== undefined);
  let bench: Bench;
  const closers: (() => void)[] = [];
  beforeEach(async () => {
    bench = await startBench(driver);
  });
  afterEach(async () => {
    for (const close of closers.splice(0)) close();
    await bench.firm.close();
    expect(bench.firm.control.violations).toEqual([]);
  });

  test('tells who let us in, and that nobody does any more', async () => {
    // Some tell the person only.
    const { accountName, userName } = await bench.client.whoAmI();
    expect(`${accountName}${userName}`).not.toBe('');
    bench.firm.control.signIn.revokeGrant();
    expect((await problemOf(bench.client.whoAmI()))?.failure).toBe('unauthorised');
  });

  test.each(pulled)('%s: each once, whole and by what changed', async (kind) => {
    const { items } = await pullAll(bench.client, kind);
    const ids = items.map(({ externalId }) => externalId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(items.every((item) => item.kind === kind)).toBe(true);
    bench.clock.advance(3_600_000);
    if (vendor.pulls[kind]?.changesSince === true && kind !== 'party') {
      const since = new Date(bench.clock.now().getTime() - 60_000).toISOString();
      expect((await pullAll(bench.client, kind, since)).items).toEqual([]);
    }
  });

  test('pages through many contacts, and goes on from any of them', async () => {
    bench.firm.addMany(1200);
    const whole = await pullAll(bench.client, 'contact');
    expect(whole.pages).toBeGreaterThan(1);
    // Where one page ends and the next begins, one may come twice; none may be missing.
    const ids = new Set(whole.items.map(({ externalId }) => externalId));
    expect(ids.size).toBeGreaterThanOrEqual(1201);
    expect(whole.items.length - ids.size).toBeLessThan(whole.pages);
    const first = await bench.client.pull('contact', { cursor: null, since: null });
    const second = await bench.client.pull('contact', { cursor: first.cursor, since: null });
    const again = await bench.client.pull('contact', { cursor: first.cursor, since: null });
    expect(again.items.map(({ externalId }) => externalId)).toEqual(
      second.items.map(({ externalId }) => externalId),
    );
  });

  test('what changed is pulled, what did not is not', async () => {
    const since = bench.clock.now().toISOString();
    bench.clock.advance(3_600_000);
    const other = bench.firm.addContact({ firstName: 'Omar', lastName: 'Reyes', number: '+14155550177' });
    bench.firm.renameContact(bench.contact, 'Marsh');
    bench.clock.advance(1000);
    const later = new Date(Date.parse(since) + 1_800_000).toISOString();
    const { items } = await pullAll(bench.client, 'contact', later);
    const names = items.flatMap((item) => (item.kind === 'contact' ? [item.lastName] : []));
    expect(names.toSorted()).toEqual(['Marsh', 'Reyes']);
    expect(items.map(({ externalId }) => externalId)).toContain(other);
  });

  test('an address comes with its contact: in the whole list, by what changed, and one by one', async () => {
    const lived = { street: '12 Mill Lane', town: 'Hove', postcode: 'BN3 1AA' };
    const placesOf = (items: readonly (MirrorItem | null)[]) => {
      const found = items.find((item) => item?.externalId === bench.contact);
      return found?.kind === 'contact' ? found.addresses : null;
    };
    expect(placesOf((await pullAll(bench.client, 'contact')).items)).toEqual([]);
    bench.clock.advance(3_600_000);
    const since = bench.clock.now().toISOString();
    bench.firm.setAddress(bench.contact, lived);
    bench.clock.advance(1000);
    const whole = placesOf((await pullAll(bench.client, 'contact')).items);
    expect(whole).toEqual([
      {
        label: expect.any(String),
        line1: lived.street,
        line2: '',
        town: lived.town,
        county: '',
        postcode: lived.postcode,
        country: '',
      },
    ]);
    // The same every way, so that nothing seems changed when it is read another way.
    expect(placesOf((await pullAll(bench.client, 'contact', since)).items)).toEqual(whole);
    expect(placesOf([await bench.client.fetchOne('contact', bench.contact)])).toEqual(whole);
    bench.firm.setAddress(bench.contact, { ...lived, street: '4 Elm Row' });
    bench.settle();
    const moved = placesOf([await bench.client.fetchOne('contact', bench.contact)]);
    expect(moved?.map(({ line1 }) => line1)).toEqual(['4 Elm Row']);
  });

  test('one that is gone is gone: asked for, and in no list', async () => {
    bench.firm.removeContact(bench.contact);
    bench.settle();
    const one = await bench.client.fetchOne('contact', bench.contact);
    expect(one === null || one.removed === true).toBe(true);
    const { items } = await pullAll(bench.client, 'contact');
    const live = items.filter(({ removed }) => removed !== true);
    expect(live.map(({ externalId }) => externalId)).not.toContain(bench.contact);
  });

  test('a matter comes with its client', async () => {
    const one = await bench.client.fetchOne('matter', bench.matter);
    const parties = one?.kind === 'matter' ? one.parties : [];
    const apart = vendor.pulls.party === undefined ? [] : (await pullAll(bench.client, 'party')).items;
    const clients = [...parties, ...apart.flatMap((party) => (party.kind === 'party' ? [party] : []))];
    expect(clients.filter(({ isClient }) => isClient).map(({ contactId }) => contactId)).toContain(
      bench.contact,
    );
  });

  test('a number finds exactly its holders', async () => {
    const { firm, client } = bench;
    const near = firm.addContact({ firstName: 'Near', lastName: 'By', number: '+12125550142' });
    const twin = firm.addContact({ firstName: 'Twin', lastName: 'Whitlock', number: '(415) 555-0142' });
    bench.settle();
    const found = (await client.findContactsByPhone('+14155550142')).map(({ externalId }) => externalId);
    expect(found).not.toContain(near);
    expect(found.length).toBeGreaterThan(0);
    expect([bench.contact, twin]).toEqual(expect.arrayContaining(found));
    expect(await client.findContactsByPhone('+14155550199')).toEqual([]);
  });

  test('webhooks: the vendor’s own are believed, others are not, and they name what to look at', async () => {
    const { taken, kept, secrets } = await subscribe();
    bench.firm.renameContact(bench.contact, 'Marsh');
    await bench.firm.control.hooks.settled();
    const { signature } = vendor;
    const events = taken.filter((request) => vendor.handshake?.(request) == null);
    expect(events.length).toBeGreaterThan(0);
    if (signature === null) throw new Error('This vendor’s webhooks prove nothing.');
    const clientId = bench.firm.application.clientId;
    const now = bench.clock.now();
    const verify = createPracticeVerifier(signature, secrets, clientId);
    for (const request of events) {
      expect(verify(request, now)).toEqual({ ok: true });
      expect(createPracticeVerifier(signature, ['another'], clientId)(request, now).ok).toBe(false);
      expect(createPracticeVerifier(signature, [], clientId)(request, now)).toMatchObject({
        reason: 'no_secret',
      });
    }
    const hints = events.flatMap((request) => {
      const event = vendor.readEvent(request);
      return event.outcome === 'hints' ? event.hints : [];
    });
    expect(hints).toContainEqual({ kind: 'contact', externalId: bench.contact });
    if (kept) await bench.client.removeSubscription?.(kept);
  });

  test.each(['', '{', '[]', '{"data":null}', '\u0000'])('a webhook of %j is read without harm', (body) => {
    const request = {
      headers: {},
      rawBody: Buffer.from(body),
      url: 'https://matterline.example.com/hooks/x',
    };
    expect(['ignored', 'unreadable', 'hints']).toContain(vendor.readEvent(request).outcome);
  });

  /** With our own address listening, and every secret that may prove what comes there. */
  async function subscribe(): Promise<{
    taken: HookRequest[];
    kept: PracticeSubscription | null;
    secrets: string[];
  }> {
    const secrets = ['our-own-secret-of-this-test'];
    const taken: HookRequest[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const named = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      const address = `http://${request.headers.host ?? ''}${request.url ?? ''}`;
      const hook = { headers: Object.fromEntries(named), rawBody: Buffer.concat(chunks), url: address };
      taken.push(hook);
      const shake = vendor.handshake?.(hook) ?? null;
      if (shake?.secret) secrets.push(shake.secret.value);
      response.writeHead(shake?.status ?? 200, shake?.headers ?? {}).end(shake?.body ?? '');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => server.close());
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const hookUrl = `http://127.0.0.1:${port}/hooks/x`;
    const [secret = ''] = secrets;
    bench.firm.subscribeByHand?.(hookUrl, secret);
    const kept = (await bench.client.ensureSubscription?.({ hookUrl, secret, existing: null })) ?? null;
    secrets.push(...Object.values(kept?.secrets ?? {}));
    return { taken, kept, secrets };
  }
});
