/** T14 "purge" and "hold": two people, a time to stop it, and nothing left of a matter but hashes. */
import { createPublicKey, verify } from 'node:crypto';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getUnlessDestroyed } from '../../platform/file-store.ts';
import type { TestStaff } from '../../testing/app.ts';
import { createSigner } from '../hand-over/index.ts';
import { createRetentionFeature } from '../retention/index.ts';
import { purgeList } from './list.ts';
import { certificate } from './proof.ts';
import { purgeRound } from './run.ts';
import { type PurgeStep, purgeSteps } from './steps.ts';
import { dropChecks, fillMatter } from './test-rows.ts';
import { type PurgeWorld, startPurgeWorld } from './test-world.ts';

let world: PurgeWorld;
beforeAll(async () => {
  world = await startPurgeWorld();
});
afterAll(() => world.close());

const path = '/api/v1/purges';
const reasonOf = async (who: TestStaff, url: string, body?: unknown) => {
  const answer = await who.call('POST', url, body);
  return [answer.statusCode, answer.json<{ reason?: string }>().reason ?? null];
};
const exists = async (matterId: string) =>
  (await world.query(`select 1 from matters where id = $1`, [matterId])).length === 1;

describe('two people, and a time to stop it', () => {
  test('proposed, never confirmed by the same person, confirmed, cooled off, gone; nothing goes before', async () => {
    const matterId = await world.dueMatter('Sale of 3 Quay Street');
    await world.thread({ matterId });
    const due = await world.owner.call('GET', `${path}/due`);
    expect(due.json<{ items: object[] }>().items).toMatchObject([
      { id: matterId, dueOn: '2025-03-01', keeps: null, counts: { conversations: 1, messages: 1 } },
    ]);
    const { id } = await world.propose([matterId]);
    expect(await reasonOf(world.owner, `${path}/${id}/confirm`)).toEqual([409, 'same_person']);
    await world.run();
    expect(await exists(matterId)).toBe(true);
    await world.confirm(id);
    const shown = (await world.owner.call('GET', `${path}/${id}`)).json<{
      runsAt: string;
      confirmedAt: string;
    }>();
    expect(Date.parse(shown.runsAt) - Date.parse(shown.confirmedAt)).toBe(14 * 86_400_000);
    await purgeRound(world.app.platform);
    expect(await exists(matterId)).toBe(true);
    const mails = await world.query<{ recipient: string; body: string }>(
      `select recipient, body from outbox where subject = 'Purge of matters' order by created_at`,
    );
    expect(
      mails
        .filter(({ body }) => body.includes('is confirmed'))
        .map(({ recipient }) => recipient)
        .toSorted(),
    ).toEqual([world.ada.email, world.owner.email].toSorted());
    expect(mails.some(({ body }) => body.includes('Quay'))).toBe(false);
    await world.run();
    expect(await exists(matterId)).toBe(false);
  });

  test.each([
    ['who proposed it', () => world.owner],
    ['who confirmed it', () => world.ada],
  ] as const)(
    '%s can cancel until it runs; then nothing goes, and it can be proposed anew',
    async (_name, who) => {
      const matterId = await world.dueMatter('Stopped');
      const { id } = await world.propose([matterId]);
      expect(await reasonOf(world.owner, path, { matterIds: [matterId], reason: 'Again' })).toEqual([
        409,
        'proposed_already',
      ]);
      await world.confirm(id);
      expect((await who().call('POST', `${path}/${id}/cancel`)).json()).toMatchObject({ state: 'cancelled' });
      await world.run();
      expect(await exists(matterId)).toBe(true);
      expect(await reasonOf(world.owner, `${path}/${id}/cancel`)).toEqual([409, 'over']);
      expect(await reasonOf(world.ada, `${path}/${id}/confirm`)).toEqual([409, 'not_proposed']);
      await world.propose([matterId]);
    },
  );

  test('the firm says how long it cools off; what cools off already keeps its day', async () => {
    const { id } = await world.propose([await world.dueMatter('Short')]);
    const change = await world.owner.call('PATCH', `${path}/settings`, { coolingOffDays: 3, backupDays: 30 });
    expect(change.json()).toMatchObject({ coolingOffDays: 3, backupDays: 30 });
    await world.confirm(id);
    const shown = (await world.owner.call('GET', `${path}/${id}`)).json<{
      runsAt: string;
      confirmedAt: string;
    }>();
    expect(Date.parse(shown.runsAt) - Date.parse(shown.confirmedAt)).toBe(3 * 86_400_000);
    await world.ada.call('POST', `${path}/${id}/cancel`);
    await world.owner.call('PATCH', `${path}/settings`, { coolingOffDays: 14, backupDays: null });
    expect((await world.owner.call('PATCH', `${path}/settings`, { coolingOffDays: 0 })).statusCode).toBe(422);
  });

  test('members neither see nor do any of it', async () => {
    for (const url of ['', '/due', '/settings'])
      expect((await world.mina.call('GET', `${path}${url}`)).statusCode).toBe(403);
  });

  test('an open one, a young one, and one that is not there are refused', async () => {
    const open = await world.matter('Open', [world.client]);
    expect(await reasonOf(world.owner, path, { matterIds: [open], reason: 'x' })).toEqual([409, 'open']);
    const young = await world.dueMatter('Young');
    await world.query(`update matters set closed_on = '2026-01-01' where id = $1`, [young]);
    expect(await reasonOf(world.owner, path, { matterIds: [young], reason: 'x' })).toEqual([409, 'not_yet']);
    const wrong = { matterIds: ['0198c0de-0000-7000-8000-000000000000'], reason: 'x' };
    expect((await world.owner.call('POST', path, wrong)).statusCode).toBe(404);
  });
});

describe('T1 row 3: behind walls nothing of it is seen', () => {
  test('whoever does not see every matter sees neither list, batch nor certificate; a second pair of eyes is needed', async () => {
    const walled = await world.dueMatter('Walled off');
    await world.restrict(walled, [world.owner.id]);
    expect(await reasonOf(world.owner, path, { matterIds: [walled], reason: 'x' })).toEqual([
      409,
      'nobody_to_confirm',
    ]);
    const olga = await world.app.signedIn(world.firm, 'owner', { firstName: 'Olga', lastName: 'Otter' });
    await world.restrict(walled, [world.owner.id, olga.id]);
    expect((await world.ada.call('POST', path, { matterIds: [walled], reason: 'x' })).statusCode).toBe(404);
    const { id } = await world.propose([walled, await world.dueMatter('Beside it')]);
    const seen = async (who: TestStaff) => {
      const { items } = (await who.call('GET', path)).json<{ items: { id: string }[] }>();
      return items.some((one) => one.id === id);
    };
    expect([await seen(world.owner), await seen(olga), await seen(world.ada)]).toEqual([true, true, false]);
    const due = (await world.ada.call('GET', `${path}/due`)).json<{ items: { id: string }[] }>();
    expect(due.items.map((one) => one.id)).not.toContain(walled);
    for (const act of ['confirm', 'cancel'])
      expect((await world.ada.call('POST', `${path}/${id}/${act}`)).statusCode).toBe(404);
    await world.confirm(id, olga);
    await world.run();
    expect(await exists(walled)).toBe(false);
    expect([await seen(world.owner), await seen(olga), await seen(world.ada)]).toEqual([true, true, false]);
    expect((await world.ada.call('GET', `${path}/${id}/certificate`)).statusCode).toBe(404);
    expect((await olga.call('GET', `${path}/${id}/certificate`)).statusCode).toBe(200);
  });

  test('one of the two who lost the right meanwhile: it stays', async () => {
    const matterId = await world.dueMatter('Left behind');
    const olaf = await world.app.signedIn(world.firm, 'administrator');
    const { id } = await world.propose([matterId]);
    await world.confirm(id, olaf);
    await world.query(`update staff_members set role = 'member' where id = $1`, [olaf.id]);
    await world.run();
    expect(await exists(matterId)).toBe(true);
    expect((await world.owner.call('GET', `${path}/${id}`)).json()).toMatchObject({
      state: 'done',
      items: [{ state: 'refused', why: 'decider_gone' }],
    });
  });
});

describe('vector "hold": user erasure request, retention due, tenant delete: nothing purged, each refusal logged', () => {
  test('a hold refuses proposing, confirming and the job itself, and each is on record', async () => {
    const matterId = await world.dueMatter('In dispute');
    const conversationId = await world.thread({ matterId });
    const hold = async () =>
      (await world.owner.call('POST', '/api/v1/holds', { matterId, reason: 'Claim' })).json<{ id: string }>()
        .id;
    const release = (holdId: string) =>
      world.owner.call('POST', `/api/v1/holds/${holdId}/end`, { reason: 'Settled' });
    // The person asks to be erased.
    const first = await hold();
    const erased = await world.owner.call('POST', `/api/v1/contacts/${world.client.contactId}/erasure`, {
      name: 'Cleo Marsh',
    });
    expect(erased.json(), erased.body).toMatchObject({ status: 409, reason: 'held' });
    // Its time is over.
    const listed = (await world.owner.call('GET', `${path}/due?limit=100`)).json<{
      items: { id: string }[];
    }>();
    expect(listed.items.find(({ id }) => id === matterId)).toMatchObject({ keeps: 'held' });
    expect(await reasonOf(world.owner, path, { matterIds: [matterId], reason: 'x' })).toEqual([409, 'held']);
    await release(first);
    const { id } = await world.propose([matterId]);
    const second = await hold();
    expect(await reasonOf(world.ada, `${path}/${id}/confirm`)).toEqual([409, 'held']);
    await release(second);
    await world.confirm(id);
    await hold();
    await world.run();
    // The firm is deleted.
    await expect(world.query('delete from firms where id = $1', [world.firm.id])).rejects.toThrow('on hold');
    expect(await exists(matterId)).toBe(true);
    expect(
      (await world.query(`select 1 from messages where conversation_id = $1`, [conversationId])).length,
    ).toBeGreaterThan(0);
    const acts = (await world.refusals()).map(({ act, held }) => `${act} ${held}`);
    for (const act of ['contact.erase', 'matter.purge_propose', 'matter.purge_confirm', 'matter.purge_run'])
      expect(acts).toContain(`${act} matter`);
    expect((await world.owner.call('GET', `${path}/${id}`)).json()).toMatchObject({
      items: [{ state: 'refused', why: 'held' }],
    });
  });

  test('so does a hold on one of its conversations, or on whoever takes part in one', async () => {
    const matterId = await world.dueMatter('Held within');
    const conversationId = await world.thread({ matterId });
    await world.owner.call('PUT', `/api/v1/conversations/${conversationId}/hold`, { reason: 'Claim' });
    expect(await reasonOf(world.owner, path, { matterIds: [matterId], reason: 'x' })).toEqual([409, 'held']);
    expect((await world.refusals())[0]).toMatchObject({ act: 'matter.purge_propose', held: 'conversation' });
  });
});

describe('what is left', () => {
  test('of every table: no word and no row of the matter; all of the other one; the chains hold', async () => {
    const { pool } = world.app.platform.database;
    const [going, staying] = [
      await world.dueMatter('Wombat v Wombat'),
      await world.matter('Quokka', [world.client]),
    ];
    const of = async (matterId: string, word: string) => ({
      ...{ firmId: world.firm.id, staffId: world.owner.id, matterId, word },
      conversationId: await world.thread({ matterId, title: word }),
    });
    const [one, other] = [await of(going, 'Wombat'), await of(staying, 'Quokka')];
    await dropChecks(pool);
    const filled = await fillMatter(pool, one);
    await fillMatter(pool, other);
    const tables = (
      await world.query<{ name: string }>(
        `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'firm_id'`,
      )
    ).map(({ name }) => name);
    const naming = async (word: string) => {
      const counts = new Map<string, number>();
      for (const name of tables) {
        const [row] = await world.query<{ count: number }>(
          `select count(*)::int as count from "${name}" t where t::text ilike $1 or t::text like $2`,
          [`%${word}%`, `%${Buffer.from(word).toString('hex')}%`],
        );
        if (row && row.count > 0) counts.set(name, row.count);
      }
      return counts;
    };
    const others = await naming('quokka');
    expect((await naming('wombat')).size).toBeGreaterThan(60);
    const leads = (
      await world.query<{ id: string }>(`select id from leads where matter_id = $1`, [going])
    ).map(({ id }) => id);
    const id = await world.purge([going]);
    const body = certificate.parse(
      JSON.parse((await world.owner.call('GET', `${path}/${id}/certificate?as=json`)).body),
    );
    const proof = body.purged[0];
    expect([...filled.keys()].filter((table) => !proof?.counts[table])).toEqual([]);
    // Bytes are dropped by a job, and with them what tells of them; emptied tables are looked at below.
    const emptied = purgeList.filter(({ does }) => does === 'emptied').map(({ table }) => table);
    const stubs = ['files', 'onboarding_workspaces', ...emptied];
    expect([...(await naming('wombat')).keys()].filter((name) => !stubs.includes(name))).toEqual([]);
    const [emptiedWords] = await world.query(
      `select array(select distinct title from leads where id = any($1)) as leads,
        array(select distinct text from lead_events where lead_id = any($1) and kind <> 'anonymised') as events,
        array(select distinct note from key_stage_progress where lead_id = any($1)) as notes,
        array(select distinct public_note from referrals where lead_id = any($1)) as referrals,
        array(select distinct page from widget_requests where lead_id = any($1)) as pages,
        (select count(*)::int from lead_clients where lead_id = any($1)) as clients,
        (select count(*)::int from leads where matter_id = $2) as tied`,
      [leads, going],
    );
    expect(emptiedWords).toEqual({
      ...{ leads: ['Anonymised enquiry'], events: [''], notes: [''], referrals: [''], pages: [''] },
      ...{ clients: 0, tied: 0 },
    });
    const stored = await world.query(
      `select octet_length(raw_body) as length, body_sha256 is not null as hashed from raw_events where event_type ilike '%wombat%'`,
    );
    expect(stored).toEqual([{ length: 0, hashed: true }]);
    const after = await naming('quokka');
    expect([...others].filter(([name, count]) => after.get(name) !== count)).toEqual([]);
    const audited = await world.query<{ detail: object; detail_hash: Buffer }>(
      `select detail, detail_hash from audit_log where matter_id = $1 and action = 'matter.created'`,
      [going],
    );
    expect(audited).toMatchObject([{ detail: { anonymised: true }, detail_hash: expect.any(Buffer) }]);
  });
});

describe('killed between any two steps', () => {
  const names = ['before the first', ...purgeSteps.map(({ name }) => `after ${name}`)];
  test.each(names.map((name, index) => [name, index] as const))(
    '%s: nothing has happened; the next round does it once',
    async (_name, index) => {
      const matterId = await world.dueMatter('Killed');
      const conversationId = await world.thread({ matterId });
      const { id } = await world.propose([matterId]);
      await world.confirm(id);
      const kill: PurgeStep = {
        name: 'kill',
        async run({ tx }) {
          await sql`set local role none`.execute(tx);
          await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
        },
      };
      await world.run([...purgeSteps.slice(0, index), kill, ...purgeSteps.slice(index)]);
      expect(await exists(matterId)).toBe(true);
      expect(
        await world.query(`select 1 from messages where conversation_id = $1`, [conversationId]),
      ).toHaveLength(1);
      expect((await world.owner.call('GET', `${path}/${id}`)).json()).toMatchObject({
        state: 'confirmed',
        items: [{ state: 'waiting' }],
      });
      await world.run();
      await world.run();
      expect(await exists(matterId)).toBe(false);
      const done = await world.query(
        `select 1 from audit_log where subject_id = $1 and action in ('purge.matter_purged', 'purge.done')`,
        [id],
      );
      expect(done).toHaveLength(2);
    },
  );
});

describe('the certificate', () => {
  test('says who, when, what and until when backups hold it; signed; for ever', async () => {
    const matterId = await world.dueMatter('Certified <b>');
    await world.thread({ matterId });
    const unknown = await world.purge([matterId]);
    const html = (await world.ada.call('GET', `${path}/${unknown}/certificate`)).body;
    expect(html).toContain('How long backups are kept was not known');
    await world.owner.call('PATCH', `${path}/settings`, { backupDays: 35 });
    const id = await world.purge([await world.dueMatter('Second')]);
    const answer = await world.ada.call('GET', `${path}/${id}/certificate?as=json`);
    const body = certificate.parse(answer.json());
    expect(body).toMatchObject({
      reason: 'Kept long enough',
      proposed: { name: 'Olive Owner' },
      confirmed: { name: 'Ada Archer' },
      purged: [{ years: 6, closedOn: '2019-03-01', dueOn: '2025-03-01' }],
    });
    expect(Date.parse(body.backupsUntil ?? '') - Date.parse(body.finishedAt.slice(0, 10))).toBe(
      35 * 86_400_000,
    );
    expect(answer.body).not.toContain('Second');
    const signature = Buffer.from(String(answer.headers['matterline-signature']), 'base64');
    const key = createPublicKey(createSigner(world.app.platform.secrets).publicKey);
    expect(verify(null, Buffer.from(answer.body), key, signature)).toBe(true);
    expect((await world.ada.call('GET', `${path}/${id}/certificate`)).body).toMatch(/until \d+ \w+ \d{4}/);
    await expect(world.query('delete from purge_batches where id = $1', [id])).rejects.toThrow('stays');
    await expect(
      world.query(`update purge_batches set certificate = '' where id = $1`, [id]),
    ).rejects.toThrow('stays');
    const read = await world.query(`select 1 from audit_log where action = 'purge.certificate_read'`);
    expect(read.length).toBeGreaterThan(0);
  });
});

describe('bytes', () => {
  test('go when nothing else names them, with pictures of them; what another matter names stays', async () => {
    const { files } = world.app.platform;
    const { id: firmId } = world.firm;
    const put = (text: string) => files.put(firmId, Readable.from([text]), 1000);
    const [own, shared, picture] = [await put('own'), await put('shared'), await put('picture')];
    const [going, staying] = [
      await world.dueMatter('With papers'),
      await world.matter('Other', [world.client]),
    ];
    const document = async (matterId: string, { sha256 }: { sha256: Buffer }) => {
      await world.query(
        `insert into files (firm_id, sha256, size_bytes, content_type) values ($1, $2, 3, 'text/plain') on conflict do nothing`,
        [firmId, sha256],
      );
      await world.query(
        `with made as (insert into documents (firm_id, id, matter_id, name) values ($1, gen_random_uuid(), $2, 'x') returning id)
         insert into document_versions (firm_id, id, document_id, matter_id, number, sha256, size_bytes, content_type, file_name)
         select $1, gen_random_uuid(), id, $2, 1, $3, 3, 'text/plain', 'x' from made`,
        [firmId, matterId, sha256],
      );
    };
    await document(going, own);
    await document(going, shared);
    await document(staying, shared);
    await world.query(
      `insert into file_previews (firm_id, sha256, page, picture_sha256, width, height, pages, why_not, created_at)
       values ($1, $2, 1, $3, 1, 1, 1, '', now())`,
      [firmId, own.sha256, picture.sha256],
    );
    await world.purge([going]);
    const queued = await world.query<{ data: unknown }>(
      `select data from pgboss.job where name = 'retention.remove_file' and data->>'sha256' = any($1)`,
      [[own, shared].map(({ sha256 }) => sha256.toString('hex'))],
    );
    const job = createRetentionFeature(world.app.platform).jobs?.find(
      ({ name }) => name === 'retention.remove_file',
    );
    for (const { data } of queued) await job?.run(data);
    const left = async ({ sha256 }: { sha256: Buffer }) =>
      (await files.asStored.find(firmId, sha256)) !== null;
    const opens = async ({ sha256 }: { sha256: Buffer }) => {
      const content = await getUnlessDestroyed(files, firmId, sha256);
      content?.destroy();
      return content !== null;
    };
    expect([await opens(picture), await opens(shared)]).toEqual([false, true]);
    expect([await left(own), await left(picture), await left(shared)]).toEqual([false, true, true]);
    // A picture of what went is dropped in the next turn.
    const again = await world.query<{ data: unknown }>(
      `select data from pgboss.job where name = 'retention.remove_file' and data->>'sha256' = $1`,
      [picture.sha256.toString('hex')],
    );
    for (const { data } of again) await job?.run(data);
    expect(await left(picture)).toBe(false);
  });
});
