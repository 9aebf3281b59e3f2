import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import { newId } from '../../platform/ids.ts';
import { createSecrets } from '../../platform/secrets.ts';
import { startTestApp, type TestApp, type TestFirm } from '../../testing/app.ts';
import { checkAuditLog } from './check.ts';
import { nightOf } from './nightly.ts';
import { sealAll, sealRound } from './seal-round.ts';

let app: TestApp;
/** With people who can sign in. */
let furnished: TestFirm;
let firm: { id: string };
let at = new Date('2026-11-23T10:00:00Z');
beforeAll(async () => {
  app = await startTestApp({ clock: { now: () => at } });
  furnished = await app.makeFirm();
});
afterAll(async () => {
  await app.close();
});

const query = (text: string, ...values: unknown[]) =>
  app.platform.database.pool.query(text, [firm.id, ...values]);

/** As somebody with all rights over the database, past every trigger. */
async function forge(...deeds: string[]): Promise<void> {
  const client = await app.platform.database.pool.connect();
  try {
    await client.query("set session_replication_role = 'replica'");
    for (const deed of deeds) await client.query(deed.replaceAll('$1', `'${firm.id}'`));
  } finally {
    await client.query('reset session_replication_role');
    client.release();
  }
}

async function write(count: number): Promise<void> {
  for (let one = 0; one < count; one += 1)
    await app.platform.database.firm(firm.id).write((tx) =>
      audit(tx, {
        ...{ firmId: firm.id, staffId: furnished.owner.id, at, subjectId: newId() },
        ...{ action: 'thing.changed', subjectType: 'thing', detail: { name: 'Jane Okafor', n: one } },
      }),
    );
}

const check = (noted: Parameters<typeof checkAuditLog>[2] = []) =>
  checkAuditLog(app.platform, firm.id, noted);

/** Three blocks, the last of ten entries. */
beforeEach(async () => {
  firm = { id: newId() };
  await query(
    `insert into firms (id, name, country, time_zone, currency) values ($1, 'A firm', 'GB', 'Europe/London', 'GBP')`,
  );
  for (const count of [3, 2, 10]) {
    await write(count);
    await sealAll(app.platform, firm.id);
  }
});

test('an audit log that nobody touched is whole, and was compared with the note outside the database', async () => {
  const found = await check();
  expect(found).toMatchObject({ blocks: 3, pending: 0, emptied: 0, anchored: 3, broken: null });
  expect(found.events).toBe(15);
});

test('an entry has its place on the chain after a round of the sealing worker, in the order of ids', async () => {
  await write(4);
  expect(await check()).toMatchObject({ blocks: 3, pending: 4, broken: null });
  await sealRound(app.platform);
  expect(await check()).toMatchObject({ blocks: 4, pending: 0, anchored: 4, broken: null });
  const { rows } = await query(
    `select event_ids = array(select id from audit_log where firm_id = $1 and id = any(event_ids) order by id) as ordered,
       cardinality(event_ids) as entries from audit_blocks where firm_id = $1 and number = 4`,
  );
  expect(rows).toEqual([{ ordered: true, entries: 4 }]);
});

test('many who write at once wait for nobody, and all of it is sealed once', async () => {
  await Promise.all(Array.from({ length: 12 }, () => write(5)));
  await Promise.all(Array.from({ length: 4 }, () => sealAll(app.platform, firm.id)));
  expect(await check()).toMatchObject({ pending: 0, broken: null });
  const { rows } = await query(
    `select (select count(*) from audit_log where firm_id = $1) as entries,
       (select count(distinct e) from audit_blocks, unnest(event_ids) e where firm_id = $1) as sealed`,
  );
  expect(rows[0].entries).toBe(rows[0].sealed);
});

describe('the database refuses', () => {
  const asApplication = (statement: string) =>
    app.platform.database
      .firm(firm.id)
      .write((tx) => sql.raw(statement.replaceAll('$1', `'${firm.id}'`)).execute(tx));

  test.each([
    ['deleting an entry', `delete from audit_log where firm_id = $1`],
    ['another author', `update audit_log set staff_id = null where firm_id = $1`],
    ['another time', `update audit_log set at = now() where firm_id = $1`],
    ['other words', `update audit_log set detail = '{"name": "X"}' where firm_id = $1`],
    [
      'words that go while their salt stays',
      `update audit_log set detail = '{"anonymised": true}' where firm_id = $1`,
    ],
    ['salt that goes while the words stay', `update audit_log set salt = null where firm_id = $1`],
    ['another block', `update audit_blocks set remark = '' where firm_id = $1`],
    ['a block less', `delete from audit_blocks where firm_id = $1`],
  ])('the application %s', async (_name, statement) => {
    await expect(asApplication(statement)).rejects.toMatchObject({ code: '42501' });
  });

  test.each([
    ['deleting an entry', `delete from audit_log where firm_id = $1`],
    ['changing one', `update audit_log set action = 'x' where firm_id = $1`],
    ['deleting a block', `delete from audit_blocks where firm_id = $1`],
  ])('its owner, too, %s', async (_name, statement) => {
    await expect(query(statement)).rejects.toThrow('only ever added to');
  });

  test('emptying the whole log', async () => {
    await expect(app.platform.database.pool.query('truncate audit_log')).rejects.toThrow(
      'only ever added to',
    );
  });
});

const ofBlock = (number: number) =>
  `(select unnest(event_ids) from audit_blocks where firm_id = $1 and number = ${number})`;
const second = `id = (select event_ids[2] from audit_blocks where firm_id = $1 and number = 2)`;

describe('the verifier reports', () => {
  test.each<[string, string[], string, number | null]>([
    [
      'a flipped byte of an entry',
      [
        `update audit_log set detail = jsonb_set(detail, '{name}', '"Jane Okafos"') where firm_id = $1 and ${second}`,
      ],
      'event_changed',
      2,
    ],
    [
      'another author',
      [`update audit_log set staff_id = gen_random_uuid() where firm_id = $1 and ${second}`],
      'event_changed',
      2,
    ],
    [
      'somebody of the portal put in',
      [`update audit_log set portal_user_id = staff_id where firm_id = $1 and ${second}`],
      'event_changed',
      2,
    ],
    [
      'another matter',
      [`update audit_log set matter_id = gen_random_uuid() where firm_id = $1 and ${second}`],
      'event_changed',
      2,
    ],
    [
      'a time moved by a microsecond',
      [`update audit_log set at = at + interval '1 microsecond' where firm_id = $1 and ${second}`],
      'event_changed',
      2,
    ],
    [
      'other words under a hash of their own',
      [
        `update audit_log set detail = '{"name": "X"}', detail_hash = audit_detail_hash(salt, '{"name": "X"}') where firm_id = $1 and ${second}`,
      ],
      'event_changed',
      2,
    ],
    ['one entry less', [`delete from audit_log where firm_id = $1 and ${second}`], 'event_missing', 2],
    [
      'the last 10 rows gone',
      [`delete from audit_log where firm_id = $1 and id in ${ofBlock(3)}`],
      'event_missing',
      3,
    ],
    [
      'the last 10 rows gone with their block',
      [
        `delete from audit_log where firm_id = $1 and id in ${ofBlock(3)}`,
        `delete from audit_blocks where firm_id = $1 and number = 3`,
      ],
      'block_missing',
      3,
    ],
    [
      'an entry that somebody put there',
      [
        `insert into audit_log (firm_id, id, action, subject_type, detail_hash) values ($1, gen_random_uuid(), 'x.y', 'x', 'x')`,
      ],
      'event_unsealed',
      null,
    ],
    [
      'words taken away without an entry that says so',
      [`update audit_log set detail = '{"anonymised": true}', salt = null where firm_id = $1 and ${second}`],
      'detail_emptied',
      null,
    ],
    [
      'a chain and its head taken away',
      [
        'delete from audit_blocks where firm_id = $1',
        'delete from audit_heads where firm_id = $1',
        'delete from audit_log where firm_id = $1',
        'delete from audit_pending where firm_id = $1',
      ],
      'other_than_noted',
      1,
    ],
  ])('%s', async (_name, deeds, what, block) => {
    await forge(...deeds);
    const found = await check();
    expect(found.broken).toMatchObject({ what, block });
    // What comes later does not cover it.
    await write(1);
    await sealAll(app.platform, firm.id);
    expect((await check()).broken).not.toBeNull();
  });

  test('yesterday’s database put back, with its genuine head: older than the note outside', async () => {
    await backToBlock2();
    expect((await check()).broken).toMatchObject({
      what: 'other_than_noted',
      block: 3,
      says: 'the chain is older than what was noted: it had 3',
    });
  });

  test('yesterday’s database put back, also after it went on past the note', async () => {
    await backToBlock2();
    for (const count of [1, 1, 1]) {
      await write(count);
      await sealAll(app.platform, firm.id);
    }
    expect((await check()).broken).toMatchObject({ what: 'other_than_noted', block: 3 });
  });

  test('the same without the file, by what a mail told', async () => {
    const { head, blocks } = await check();
    await backToBlock2();
    const elsewhere = { ...app.platform, anchorFolder: join(app.platform.anchorFolder, 'none') };
    expect((await checkAuditLog(elsewhere, firm.id)).broken).toBeNull();
    expect(
      (await checkAuditLog(elsewhere, firm.id, [{ number: blocks, hash: head ?? '' }])).broken,
    ).toMatchObject({ what: 'other_than_noted', block: 3 });
  });

  test('a forged note', async () => {
    const path = join(app.platform.anchorFolder, `${firm.id}.json`);
    const note = z.looseObject({}).parse(JSON.parse(await readFile(path, 'utf8')));
    await writeFile(path, JSON.stringify({ ...note, number: 1 }));
    expect((await check()).broken).toMatchObject({ what: 'anchor_altered' });
  });

  /** All rows as they were before the last block, and the head of then, which is genuine. */
  async function backToBlock2(): Promise<void> {
    const { rows } = await query('select hash from audit_blocks where firm_id = $1 and number = 2');
    const { hash } = z.object({ hash: z.instanceof(Buffer) }).parse(rows[0]);
    const seal = app.platform.secrets.sign(`${firm.id} 2 ${hash.toString('hex')}`, 'audit.head');
    await forge(
      `delete from audit_log where firm_id = $1 and id in ${ofBlock(3)}`,
      `delete from audit_blocks where firm_id = $1 and number = 3`,
      `update audit_heads set number = 2, hash = '\\x${hash.toString('hex')}', seal = '\\x${seal.toString('hex')}' where firm_id = $1`,
    );
  }
});

test('a head is genuine under the key that signed it, also when a new key stands before it', async () => {
  const [oldKey, newKey] = ['an old key of more than 32 characters', 'a new key of more than 32 characters'];
  const under = async (keys: string) => {
    const secrets = createSecrets(keys);
    return (await checkAuditLog({ ...app.platform, secrets }, firm.id)).broken;
  };
  const { rows } = await query('select number, hash from audit_heads where firm_id = $1');
  const head = z.object({ number: z.number(), hash: z.instanceof(Buffer) }).parse(rows[0]);
  const text = `${firm.id} ${head.number} ${head.hash.toString('hex')}`;
  await query(
    'update audit_heads set seal = $2 where firm_id = $1',
    createSecrets(oldKey).sign(text, 'audit.head'),
  );
  await writeFile(join(app.platform.anchorFolder, `${firm.id}.json`), '');
  expect(await under(oldKey)).toMatchObject({ what: 'anchor_altered' });
  expect(await under(newKey)).toMatchObject({ what: 'head_altered', block: 3 });
  expect(await under(`${newKey},${oldKey}`)).toMatchObject({ what: 'anchor_altered' });
});

test('the note outside the database is one small file a firm, written whole', async () => {
  const names = await readdir(app.platform.anchorFolder);
  expect(names.filter((name) => name.startsWith(firm.id))).toEqual([`${firm.id}.json`]);
});

describe('every night', () => {
  /** By token: nights pass, and a session would end. */
  const ask = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown) =>
    furnished.owner.call(method, `/api/v1/audit-log/${path}`, body, {
      headers: { cookie: '', authorization: `Bearer ${furnished.owner.token}` },
    });
  beforeEach(() => {
    firm = furnished;
  });

  const mails = async () => {
    const { rows } = await query('select subject, body from outbox where firm_id = $1 order by id');
    return z.array(z.object({ subject: z.string(), body: z.string() })).parse(rows);
  };

  test('owners get the end of the chain as often as they chose', async () => {
    const counts: number[] = [];
    for (const mail of ['weekly', 'daily', 'never']) {
      const answer = await ask('PATCH', 'chain', { mail });
      expect(answer.json().mail).toBe(mail);
      const before = (await mails()).length;
      for (let night = 0; night < 8; night += 1) {
        await nightOf(app.platform, firm.id);
        at = new Date(at.getTime() + 24 * 3_600_000);
      }
      counts.push((await mails()).length - before);
    }
    expect(counts).toEqual([2, 8, 0]);
    const line = /Block (\d+): ([0-9a-f]{64})/.exec((await mails()).at(-1)?.body ?? '');
    const noted = { number: Number(line?.[1]), hash: line?.[2] };
    const answer = await ask('POST', 'checks', { noted });
    expect(answer.json()).toMatchObject({ whole: true, compared: true, checkedBy: 'Olive Owner' });
    const other = { ...noted, hash: 'a'.repeat(64) };
    const wrong = await ask('POST', 'checks', { noted: other });
    expect(wrong.json()).toMatchObject({ whole: false, broken: { what: 'other_than_noted' } });
  });

  test('owners hear of a log that is not whole, and the screen says it', async () => {
    await forge(
      `delete from audit_log where firm_id = $1 and id in (select event_ids[1] from audit_blocks where firm_id = $1)`,
    );
    await nightOf(app.platform, firm.id);
    expect((await mails()).at(-1)?.subject).toBe('The audit log is not whole');
    const answer = await ask('GET', 'chain');
    expect(answer.json()).toMatchObject({ whole: false, checkedBy: null, broken: { what: 'event_missing' } });
  });
});
