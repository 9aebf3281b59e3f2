/** What was said, in a connected practice system: late news like any other, and only where the option is on. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { createFakePracticeSystem, type FakePracticeSystem } from '../../testing/fake-practice-system.ts';
import { clientNumber, genericCall } from '../../testing/phone-events.ts';
import type { PhoneWorld } from '../../testing/phone-world.ts';
import { createWriter } from '../call-logging/follow-writes.ts';
import { sealKept } from '../connections/index.ts';
import { writeRound } from '../destinations/index.ts';
import { linkRecord } from '../mirror/index.ts';
import { type SpeechWorld, startSpeechWorld } from './test-world.ts';

let speech: SpeechWorld;
let world: PhoneWorld;
let fake: FakePracticeSystem;
let connectionId: string;
beforeAll(async () => {
  fake = createFakePracticeSystem(() => speech.phones.clock.now);
  speech = await startSpeechWorld({ fake });
});
beforeEach(async () => {
  speech.phones.clock.now = new Date('2026-03-02T10:00:00.000Z');
  fake.records.clear();
  world = await speech.phones.newFirm();
  connectionId = await connect();
});
afterAll(() => speech.close());

async function connect(): Promise<string> {
  const { platform } = world.app;
  const id = newId();
  const tokens = { accessToken: 'token', refreshToken: null, apiUrl: null, authUrl: null };
  const contactId = await world.addContact('Jane Okafor', clientNumber);
  const matterId = await world.addMatter('Purchase', [contactId]);
  await platform.database.firm(world.firm.id).write(async (tx) => {
    await tx
      .insertInto('connections')
      .values({
        firm_id: world.firm.id,
        id,
        vendor: 'fake',
        name: 'Fake',
        region: 'here',
        sign_in_grant: 'authorization_code',
        client_id: 'client',
        credentials: sealKept(platform.secrets, id, { clientSecret: 's', apiKey: null, ...tokens }),
        status: 'active',
        logs_since: new Date(0),
        hook_key: id,
        hook_secret: platform.secrets.seal('hook', `connection hook ${id}`),
      })
      .execute();
    const link = { firmId: world.firm.id, connectionId: id, version: null, now: world.clock.now };
    for (const [kind, localId] of [
      ['staff', world.ada.id],
      ['contact', contactId],
      ['matter', matterId],
    ] as const)
      await linkRecord(tx, { ...link, kind, externalId: `${kind}-${localId}`, localId });
  });
  return id;
}

async function write(): Promise<void> {
  const writer = createWriter(world.deps);
  for (let round = 0; round < 60; round += 1) {
    await writeRound(writer);
    const open = await world.count(
      'destination_writes',
      `state in ('waiting', 'sending', 'unknown', 'confirming')`,
    );
    if (Number(open) === 0) return;
    world.clock.now = new Date(world.clock.now.getTime() + 5000);
  }
  throw new Error('The writes do not come to an end.');
}

async function call() {
  world.clock.now = new Date('2026-03-02T10:20:00.000Z');
  const one = await world.log(genericCall({ more: { recordingUrl: speech.recording() } }));
  await world.fetchFiles();
  await write();
  return one;
}

function textThere(): string {
  const fee = [...fake.records.values()].find(({ record }) => record.record === 'fee')?.record;
  return fee && 'text' in fee ? fee.text : '';
}

test('the fee there is told of it, once, as a draft; thrown out, it goes again', async () => {
  await speech.switchOn(world);
  const one = await call();
  expect(textThere()).not.toContain('Transcript');
  await speech.work(world);
  await write();
  expect(textThere()).toContain(
    'Summary (draft, made by machine)\nThe caller asked for the settlement date.',
  );
  expect(textThere()).toContain('Transcript (draft, made by machine)');
  expect([...fake.records.values()].filter(({ record }) => record.record === 'fee')).toHaveLength(1);
  const [draft] = await world.query<{ id: string; revision: number }>(
    `select id, revision from speech_drafts where firm_id = $1 and interaction_id = $2 and kind = 'transcript'`,
    [world.firm.id, one.id],
  );
  const body = { revision: draft?.revision };
  expect((await world.ada.call('POST', `/api/v1/speech-drafts/${draft?.id}/discard`, body)).statusCode).toBe(
    200,
  );
  await write();
  expect(textThere()).not.toContain('Transcript (');
  expect(textThere()).toContain('Summary (draft');
});

test('a destination’s own setting counts: off there, on elsewhere', async () => {
  await speech.switchOn(world);
  const off = { transcription: false, summary: false };
  const path = `/api/v1/options?destination=${connectionId}`;
  expect((await world.owner.call('PATCH', path, off)).statusCode).toBe(200);
  await call();
  speech.service.sounds.length = 0;
  await speech.work(world);
  expect(speech.service.sounds).toEqual([]);
  expect(textThere()).not.toContain('Transcript');
});
