/** What our own writes make at a practice system is known again, however it comes back first. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { mirroredContact, mirroredMatter } from '../../testing/mirror-items.ts';
import { type MirrorWorld, startMirrorWorld } from '../../testing/mirror-world.ts';
import { addHints, linkRecord } from './index.ts';

let world: MirrorWorld;
beforeAll(async () => {
  world = await startMirrorWorld();
});
afterAll(() => world.app.close());
beforeEach(() => world.newFirm());

async function openMatter(number: string): Promise<string> {
  const answer = await world.owner.call('POST', '/api/v1/matters', { number, title: 'Okafor – Purchase' });
  expect(answer.statusCode).toBe(201);
  return answer.json().id;
}

async function typedContact(): Promise<string> {
  const answer = await world.owner.call('POST', '/api/v1/contacts', {
    kind: 'person',
    firstName: 'Jane',
    lastName: 'Okafor',
  });
  expect(answer.statusCode).toBe(201);
  return answer.json().id;
}

/** A write of ours as it stands when the request has left, or when the vendor has named an id. */
async function sent(
  kind: 'contact' | 'matter',
  localId: string,
  reference: string,
  more: { externalId?: string; state?: string } = {},
): Promise<void> {
  await world.sql(
    `insert into destination_writes (firm_id, id, connection_id, contact_id, matter_id, action, record_kind, reference, record,
       state, external_id, sent_at) values ($1, $2, $3, $4, $5, 'create', $6, $7, $8, $9, $10, now())`,
    [
      world.firmId,
      newId(),
      world.connectionId,
      kind === 'contact' ? localId : null,
      kind === 'matter' ? localId : null,
      kind,
      reference,
      JSON.stringify(kind === 'matter' ? { record: kind, matterId: localId } : { record: kind }),
      more.state ?? 'sending',
      more.externalId ?? null,
    ],
  );
}

describe('a matter that a conversion makes', () => {
  test('comes by its webhook before the answer did: it is the same matter, and what waits for it finds it', async () => {
    const matterId = await openMatter('1042');
    await sent('matter', matterId, 'ML-C0NV-1');
    world.fake.put(mirroredMatter('77', { number: 'A-9', title: 'A-9 - Okafor', reference: 'ML-C0NV-1' }));
    const { firmId, connectionId, now } = world.which();
    const hint = { kind: 'matter', externalId: '77' } as const;
    await world.write((tx) => addHints(tx, firmId, connectionId, [hint], now));
    await world.rounds();
    expect(await world.matters()).toMatchObject([
      { id: matterId, number: 'A-9', title: 'A-9 - Okafor', kept_in: world.connectionId },
    ]);
    expect(await world.links('matter')).toMatchObject([{ external_id: '77', local_id: matterId }]);
    // Then the answer.
    await world.write((tx) =>
      linkRecord(tx, {
        ...world.which(),
        kind: 'matter',
        externalId: '77',
        localId: matterId,
        version: null,
      }),
    );
    await world.apply([mirroredMatter('77', { number: 'A-9', reference: 'ML-C0NV-1' })]);
    expect(await world.matters()).toMatchObject([{ id: matterId }]);
    expect(await world.links('matter')).toHaveLength(1);
  });

  test('is known by the id of the answer where the vendor tells no reference', async () => {
    const matterId = await openMatter('1042');
    await sent('matter', matterId, 'ML-C0NV-1', { externalId: '77', state: 'confirming' });
    await world.apply([mirroredMatter('77', { number: 'A-9' })]);
    expect(await world.matters()).toMatchObject([{ id: matterId, number: 'A-9' }]);
  });

  test('another matter there with the number that ours had here is another matter', async () => {
    const matterId = await openMatter('1042');
    await sent('matter', matterId, 'ML-C0NV-1');
    await world.apply([mirroredMatter('5', { number: '1042' })]);
    const links = await world.links('matter');
    expect(links).toHaveLength(1);
    expect(links[0]?.local_id).not.toBe(matterId);
    expect(await world.matters()).toHaveLength(2);
    await world.apply([mirroredMatter('77', { number: '1043', reference: 'ML-C0NV-1' })]);
    expect(await world.matters()).toHaveLength(2);
  });

  test('a reference of another connection, or of a write that was taken back, is nobody’s', async () => {
    const matterId = await openMatter('1042');
    await sent('matter', matterId, 'ML-C0NV-1', { state: 'cancelled' });
    await world.apply([mirroredMatter('77', { number: 'A-9', reference: 'ML-C0NV-1' })]);
    expect(await world.matters()).toHaveLength(2);
    const other = await world.addConnection('Other');
    await sent('matter', matterId, 'ML-C0NV-2');
    await world.apply([mirroredMatter('78', { number: 'A-10', reference: 'ML-C0NV-2' })], undefined, other);
    expect(await world.matters()).toHaveLength(3);
  });
});

test('a contact that a conversion makes is known by its reference, though nothing else of it is alike', async () => {
  const contactId = await typedContact();
  await sent('contact', contactId, `contact-${contactId}`);
  await world.apply([mirroredContact('9', { lastName: 'O’Kafor', reference: `contact-${contactId}` })]);
  expect(await world.contacts()).toMatchObject([{ id: contactId, kept_in: world.connectionId }]);
});
