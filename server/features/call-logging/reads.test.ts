/** The lists: filters, search, days in the firm's zone, and pages that neither lose nor double a row. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  clientNumber,
  genericCall,
  genericFax,
  genericText,
  otherNumber,
} from '../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';

let first: PhoneWorld;
let world: PhoneWorld;
beforeAll(async () => {
  first = await startPhoneWorld();
});
beforeEach(async () => {
  world = await first.newFirm();
});
afterAll(() => first.close());

const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id);
const find = async (query: string) => idsOf(await world.interactions(query));

test('each filter finds what it names', async () => {
  const jane = await world.addContact('Jane Okafor', clientNumber);
  const matter = await world.addMatter('Purchase', [jane]);
  const call = await world.log(genericCall());
  const missed = await world.log(
    genericCall({ far: otherNumber, status: 'missed', staff: { extension: '102' } }),
  );
  const outbound = await world.log(
    genericCall({ direction: 'outbound', far: otherNumber, staff: { extension: '102' } }),
  );
  const text = await world.log(genericText());
  const fax = await world.log(genericFax({ from: otherNumber }));
  const cases: [query: string, found: { id: string }[]][] = [
    ['kind=sms', [text]],
    ['kind=fax', [fax]],
    ['direction=outbound', [outbound]],
    ['outcome=missed', [missed]],
    [`contactId=${jane}`, [call, text]],
    [`matterId=${matter}`, [call, text]],
    [`staffId=${world.ben.id}`, [missed, outbound]],
    [`sourceId=${world.source.id}&kind=call`, [call, missed, outbound]],
    ['state=skipped', [fax]],
    // The outbound call found the contact that the missed one had made.
    ['review=true', [missed, fax]],
    ['destination=embedded&kind=sms', [text]],
    ['destination=clio', []],
    ['reason=one_matter', [call, text]],
    ['state=logged&kind=call&direction=inbound', [call, missed]],
  ];
  for (const [query, found] of cases)
    expect((await find(`?${query}`)).toSorted(), query).toEqual(idsOf(found).toSorted());
  const entries = async (query: string) =>
    (await world.owner.call('GET', `/api/v1/log-entries?${query}`)).json().items;
  expect(await entries('state=skipped')).toMatchObject([{ interactionId: fax.id }]);
  expect(await entries('reason=one_matter')).toHaveLength(2);
  expect(await entries('destination=nowhere')).toEqual([]);
});

test('search: names without accents, beginnings, words of a text, any run of digits', async () => {
  await world.addContact('José Nuñez', clientNumber);
  const jose = await world.log(genericCall());
  const nina = await world.log(genericCall({ far: { number: otherNumber, name: 'Nina Novak' } }));
  const text = await world.log(genericText({ from: otherNumber, body: 'The boundary fence, please' }));
  const cases: [typed: string, found: { id: string }[]][] = [
    ['jose', [jose]],
    ['nun', [jose]],
    ['JOSÉ NUÑEZ', [jose]],
    ['novak', [nina, text]],
    ['boundary fence', [text]],
    ['boundary jose', []],
    ['020 7946 0101', [jose]],
    ['60102', [nina, text]],
    ['+44 20 7946 0102', [nina, text]],
    ["'; drop table interactions; --", []],
    ['!!! & | (', [jose, nina, text]],
    ['\ud83d', [jose, nina, text]],
  ];
  for (const [typed, found] of cases)
    expect((await find(`?q=${encodeURIComponent(typed.toWellFormed())}`)).toSorted(), typed).toEqual(
      idsOf(found).toSorted(),
    );
});

test('days are the firm’s, also where the clocks change', async () => {
  world = await first.newFirm({ country: 'AU', timeZone: 'Australia/Melbourne', currency: 'AUD' });
  const at = async (iso: string) => (await world.log(genericCall({ startedAt: new Date(iso) }))).id;
  const lateOnSecond = await at('2026-03-02T12:59:59.000Z');
  const earlyOnThird = await at('2026-03-02T13:00:00.000Z');
  expect(await find('?from=2026-03-02&to=2026-03-02')).toEqual([lateOnSecond]);
  expect(await find('?from=2026-03-03&to=2026-03-03')).toEqual([earlyOnThird]);
  expect(await find('?to=2026-03-02')).toEqual([lateOnSecond]);
  // The fifth of April 2026 has 25 hours there.
  const lastHour = await at('2026-04-05T13:59:59.000Z');
  expect(await find('?from=2026-04-05&to=2026-04-05')).toEqual([lastHour]);
  const fee = await world.query(
    `select (select count(*)::int from tasks where firm_id = $1 and due_on = '2026-03-03') as third`,
    [world.firm.id],
  );
  expect(fee).toEqual([{ third: 1 }]);
});

describe('pages', () => {
  const walk = async (path: string, limit: number, between: () => Promise<unknown>) => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const cursor: string = after === null ? '' : `&after=${after}`;
      const answer = await world.owner.call('GET', `${path}?limit=${limit}${cursor}`);
      expect(answer.statusCode, answer.body).toBe(200);
      const page = answer.json();
      seen.push(...idsOf(page.items));
      after = page.next;
      if (after !== null) await between();
    } while (after !== null);
    return seen;
  };

  test('every row once, though new ones come and many began at the same moment', async () => {
    for (let index = 0; index < 23; index += 1)
      await world.deliver(
        world.source,
        genericCall({ startedAt: new Date(Date.UTC(2026, 2, 2, 9, index % 3)) }),
      );
    await world.drain();
    const there = idsOf(await world.interactions('?limit=200'));
    expect(there).toHaveLength(23);
    let extra = 0;
    const seen = await walk('/api/v1/interactions', 4, async () => {
      extra += 1;
      // Both newer and older than where the reader is.
      await world.log(genericCall({ startedAt: new Date(Date.UTC(2026, 2, 2, 10, extra)) }));
    });
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => there.includes(id))).toEqual(there);
    const entries = await walk('/api/v1/log-entries', 5, async () => undefined);
    expect(new Set(entries).size).toBe(23 + extra);
  });

  test.each([
    ['nonsense', 'nonsense'],
    ['another shape', Buffer.from('[1]').toString('base64url')],
    [
      'a time that is none',
      Buffer.from('["yesterday","01a20158-45d2-740c-9ff5-7f68dc72d571"]').toString('base64url'),
    ],
    ['an id that is none', Buffer.from('["2026-03-02T10:00:00Z","x"]').toString('base64url')],
    [
      'a wrong calendar',
      Buffer.from('["2026-02-31T10:00:00Z","01a20158-45d2-740c-9ff5-7f68dc72d571"]').toString('base64url'),
    ],
    [
      'year 0',
      Buffer.from('["0000-01-01T10:00:00Z","01a20158-45d2-740c-9ff5-7f68dc72d571"]').toString('base64url'),
    ],
  ])('a cursor of %s is refused', async (_name, cursor) => {
    for (const path of ['/api/v1/interactions', '/api/v1/log-entries'])
      expect((await world.owner.call('GET', `${path}?after=${cursor}`)).statusCode).toBe(422);
  });

  test.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'kind=letter',
    'from=2026-02-31',
    'from=0000-01-01',
    'to=tomorrow',
    'staffId=me',
    'outcome=unknown',
    `q=${'a'.repeat(201)}`,
    'reason=%00',
  ])('%s is refused', async (query) => {
    expect((await world.owner.call('GET', `/api/v1/interactions?${query}`)).statusCode).toBe(422);
  });
});
