/** Every recorded payload, through a really signed webhook: an interaction, or ignored or unreadable by name. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';

const folder = new URL('../../../../shared/data/telephony/', import.meta.url);
const present = existsSync(folder);
if (!present) console.log('Recorded payloads are not at ../shared/data/telephony: their tests are skipped.');
const files = present ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];

let world: PhoneWorld;
beforeAll(async () => {
  if (!present) return;
  world = await startPhoneWorld({ firm: { country: 'US' } });
});
afterAll(() => world?.close());

const kindOf = (name: string) =>
  ['ringcentral', 'dialpad', 'twilio'].find((kind) => name.startsWith(kind)) ?? 'generic';
const kept = z.object({ contentType: z.string(), rawBody: z.string() });

/** The bodies of one file: several events, one form as it came, or one event. */
function bodiesOf(name: string): { body: Buffer; contentType?: string }[] {
  const value: unknown = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
  const form = kept.safeParse(value);
  if (form.success) return [{ body: Buffer.from(form.data.rawBody), contentType: form.data.contentType }];
  const texts = z.record(z.string(), z.string()).safeParse(value);
  if (kindOf(name) === 'twilio' && texts.success)
    return [{ body: Buffer.from(new URLSearchParams(texts.data).toString()) }];
  return [value].flat().map((one) => ({ body: Buffer.from(JSON.stringify(one)) }));
}

/** What is an event of a kind that is logged; everything else is an API's answer or says nothing to log. */
const logged: Record<string, string> = {
  'dialpad-call-ringing-inbound-user.json': 'call',
  'dialpad-rest-call.json': 'call',
  'dialpad-rest-fax.json': 'fax',
  'dialpad-rest-sms-sent.json': 'sms',
  'dialpad-rest-transcript.json': 'call',
  'ringcentral-fax-event.json': 'fax',
  'ringcentral-session-sequence-outbound-pstn.json': 'call',
  'ringcentral-sms-instant-event-2025.json': 'sms',
  'ringcentral-telephony-session-account.json': 'call',
  'ringcentral-voicemail-event.json': 'call',
  'twilio-sms-inbound.json': 'sms',
  'twilio-voice-status-completed.json': 'call',
};

describe.skipIf(!present)('recorded payloads', () => {
  test.each(files)('%s', async (name) => {
    // A source of its own: two of the vendors' samples carry the same id of delivery.
    const source = await world.addSource(kindOf(name), { ownNumbers: [] });
    const rows = (table: string) => world.count(table, `source_id = '${source.id}'`);
    const seen = new Set(
      (await world.query<{ id: string }>('select id from interactions')).map(({ id }) => id),
    );
    for (const { body, contentType } of bodiesOf(name)) {
      const answer = await world.deliver(source, body, contentType === undefined ? {} : { contentType });
      expect(answer.statusCode, answer.body).toBe(200);
    }
    await world.drain();
    expect(await world.count('pending_events')).toBe(0);
    const came = (
      await world.query<{ id: string; kind: string }>('select id, kind from interactions')
    ).filter(({ id }) => !seen.has(id));
    const unread = await world.query<{ outcome: string; reason: string }>(
      'select outcome, reason from unread_events where source_id = $1 order by raw_event_id desc limit $2',
      [source.id, await rows('unread_events')],
    );
    expect(unread.filter(({ reason }) => /processing_failed|reader_failed/.test(reason))).toEqual([]);
    const wanted = logged[name];
    if (wanted !== undefined) {
      expect(
        came.map(({ kind }) => kind),
        JSON.stringify(unread),
      ).toEqual([wanted]);
      return;
    }
    expect(came).toEqual([]);
    // A hint ("the users changed") makes nothing and is not unread: it brings the next poll forward.
    if (name !== 'ringcentral-extension-list-event.json') expect(unread.length).toBeGreaterThan(0);
    for (const { reason } of unread) expect(reason).not.toBe('');
  });

  test('a CSV call log of a private branch exchange', async () => {
    const source = await world.addSource('csv');
    const csv = readFileSync(new URL('asterisk-cdr-Master.csv', folder));
    const send = async (query = '') =>
      await world.app.app.inject({
        method: 'POST',
        url: `/api/v1/sources/${source.id}/import?layout=asterisk${query}`,
        headers: { cookie: world.owner.cookie, 'x-matterline': '1', 'content-type': 'text/csv' },
        payload: csv,
      });
    const preview = (await send('&preview=true')).json();
    expect(preview.rows).toBeGreaterThan(0);
    expect(await world.count('raw_events', `source_id = '${source.id}'`)).toBe(0);
    const imported = (await send()).json();
    expect(imported).toMatchObject({ rows: preview.rows, accepted: preview.accepted, alreadyKnown: 0 });
    await world.drain();
    const count = await world.count('interactions', `source_id = '${source.id}'`);
    expect(count).toBeGreaterThan(0);
    const again = (await send()).json();
    expect(again).toMatchObject({ accepted: 0, alreadyKnown: preview.accepted });
    await world.drain();
    expect(await world.count('interactions', `source_id = '${source.id}'`)).toBe(count);
  });
});
