import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FilesWorld, startFilesWorld } from '../../testing/files-world.ts';
import { newId } from '../ids.ts';
import { createSecrets } from '../secrets.ts';
import { ContentDamaged } from './chunks.ts';
import { ContentDestroyed, createContentKeys, newContentKey } from './content-keys.ts';
import { type Destroyed, destroyMatterKeys } from './matter-keys.ts';
import { sealingJob, sealOld, settleNew } from './sealing-job.ts';
import { unwrap, wrap } from './wrap.ts';

const secretKey = randomBytes(32).toString('hex');
let world: FilesWorld;
let now: Date;
const clock = { now: () => now };
beforeAll(async () => {
  now = new Date();
  world = await startFilesWorld({ config: { secretKey }, overrides: { clock } });
});
afterAll(() => world.close());

const later = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000);
};

async function matter(): Promise<string> {
  const { matterId } = await world.makeConversation();
  if (matterId === null) throw new Error('no matter');
  return matterId;
}

/** A document of a matter with these bytes, stored as a feature does it. */
async function file(bytes: Buffer, matterId: string): Promise<Buffer> {
  const { files } = world.app.platform;
  const { sha256 } = await files.put(world.firm.id, Readable.from([bytes]), 1e9);
  await world.sql(
    `insert into files (firm_id, sha256, size_bytes, content_type) values ($1, $2, $3, 'text/plain') on conflict do nothing`,
    [world.firm.id, sha256, bytes.length],
  );
  await point(sha256, matterId);
  return sha256;
}

/** One more document with that content, without its bytes coming again. */
async function point(sha256: Buffer, matterId: string): Promise<string> {
  const [documentId, versionId] = [newId(), newId()];
  await world.sql(`insert into documents (firm_id, id, matter_id, name) values ($1, $2, $3, 'Letter')`, [
    world.firm.id,
    documentId,
    matterId,
  ]);
  await world.sql(
    `insert into document_versions (firm_id, id, document_id, matter_id, number, sha256, size_bytes, content_type, file_name)
     values ($1, $2, $3, $4, 1, $5, 1, 'text/plain', 'letter.txt')`,
    [world.firm.id, versionId, documentId, matterId, sha256],
  );
  return documentId;
}

async function settleAll(): Promise<void> {
  later(3);
  await settleNew(world.app.platform, world.firm.id);
}

async function read(sha256: Buffer): Promise<Buffer> {
  const content = await world.app.platform.files.get(world.firm.id, sha256);
  if (!content) throw new Error('it is not there');
  return await buffer(content);
}

const destroy = (matterId: string, staffId: string | null = null): Promise<Destroyed> =>
  world.app.platform.database
    .firm(world.firm.id, staffId)
    .write((tx) => destroyMatterKeys(tx, world.app.platform, world.firm.id, matterId));

/** By whose keys a content can be opened: matters, and 'firm' for the installation's. */
async function holders(sha256: Buffer): Promise<string[]> {
  const rows = await world.sql<{ holder: string }>(
    `select 'firm' as holder from content_keys where firm_id = $1 and sha256 = $2 and general_key is not null
     union all select w.matter_id::text from content_keys k
       join matter_content_keys w on w.firm_id = k.firm_id and w.content_key_id = k.id where k.firm_id = $1 and k.sha256 = $2`,
    [world.firm.id, sha256],
  );
  return rows.map(({ holder }) => holder).sort();
}

const storeFolder = async () => {
  const { anchorFolder } = world.app.platform;
  return path.join(path.dirname(anchorFolder), 'files', world.firm.id);
};
const plainPlace = async (sha256: Buffer) => {
  const hex = sha256.toString('hex');
  return path.join(await storeFolder(), hex.slice(0, 2), hex);
};

describe('whose keys open a content', () => {
  test('the installation’s at first, its matter’s alone once it is filed', async () => {
    const one = await matter();
    const sha256 = await file(randomBytes(100), one);
    expect(await holders(sha256)).toEqual(['firm']);
    await settleAll();
    expect(await holders(sha256)).toEqual([one]);
    expect(await read(sha256)).toHaveLength(100);
  });

  test('every matter’s that holds it, though the bytes stand once', async () => {
    const [one, other, bytes] = [await matter(), await matter(), randomBytes(100)];
    const sha256 = await file(bytes, one);
    await settleAll();
    await file(bytes, other);
    await settleAll();
    expect(await holders(sha256)).toEqual([one, other].sort());
  });

  test('the installation’s, as long as something without a matter points at it', async () => {
    const [one, sha256] = [await matter(), await file(randomBytes(100), await matter())];
    await point(sha256, one);
    await world.sql(
      `insert into imports (firm_id, id, kind, file_name, state, sha256) values ($1, $2, 'csv', 'a.csv', 'done', $3)`,
      [world.firm.id, newId(), sha256],
    );
    await settleAll();
    expect(await holders(sha256)).toHaveLength(3);
    await destroy(one);
    expect(await read(sha256)).toHaveLength(100);
  });

  test('the installation’s again, when a matter’s file is sent where there is no matter', async () => {
    const [one, bytes] = [await matter(), randomBytes(100)];
    const sha256 = await file(bytes, one);
    await settleAll();
    const { id } = await world.makeConversation({ kind: 'direct', staff: [world.firm.owner] });
    await world.sql(
      `insert into uploads (firm_id, id, conversation_id, staff_id, name, size_bytes, received_bytes, state, sha256, verdict,
         expires_at, created_at, updated_at)
       values ($1, $2, $3, $4, 'a.bin', 100, 100, 'clean', $5, 'clean', now() + interval '1 day', now(), now())`,
      [world.firm.id, newId(), id, world.firm.owner.id, sha256],
    );
    expect(await destroy(one)).toMatchObject({ contents: 0, heldElsewhere: 1 });
    expect((await read(sha256)).equals(bytes)).toBe(true);
    expect(await holders(sha256)).toEqual(['firm']);
  });

  test('what was destroyed is not counted as held by whoever points at it later', async () => {
    const [one, other] = [await matter(), await matter()];
    const sha256 = await file(randomBytes(100), one);
    await destroy(one);
    await point(sha256, other);
    expect(await destroy(one)).toMatchObject({ contents: 1, heldElsewhere: 0 });
  });

  test('a file that was sent in a conversation is held by the conversation’s matter', async () => {
    const bytes = randomBytes(3000);
    const { sha256 } = await world.app.platform.files.put(world.firm.id, Readable.from([bytes]), 1e9);
    await world.sql(
      `insert into uploads (firm_id, id, conversation_id, staff_id, name, size_bytes, received_bytes, state, sha256, verdict,
         expires_at, created_at, updated_at)
       values ($1, $2, $3, $4, 'a.bin', 3000, 3000, 'clean', $5, 'clean', now() + interval '1 day', now(), now())`,
      [world.firm.id, newId(), world.conversationId, world.firm.owner.id, sha256],
    );
    await settleAll();
    expect(await holders(sha256)).toEqual([world.matterId]);
  });

  test('everything that points at a content is looked at for it', async () => {
    const columns = await world.sql<{ name: string }>(
      `select c.relname || '.' || a.attname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname like '%sha256' and not a.attisdropped`,
    );
    const [view] = await world.sql<{ text: string }>(`select pg_get_viewdef('content_places') as text`);
    const notContents = [
      'content_keys.sha256',
      // the list of contents itself; what the pictures are of
      'files.sha256',
      'file_previews.sha256',
      // of a list of hashes that was signed
      'hand_overs.head_sha256',
      'sealing_rounds.after_sha256',
      // of a stored event's body, which is no file
      'raw_events.body_sha256',
    ];
    const unknown = columns
      .map(({ name }) => name)
      .filter((name) => !notContents.includes(name))
      .filter((name) => {
        const [table = '', column = ''] = name.split('.');
        return !new RegExp(`\\b${table}\\b`).test(view?.text ?? '') || !view?.text.includes(column);
      });
    expect(columns.length).toBeGreaterThan(12);
    expect(unknown).toEqual([]);
  });
});

describe('a matter’s key that is destroyed', () => {
  test('takes with it what only this matter holds; what another holds, too, stays readable there', async () => {
    const [one, other] = [await matter(), await matter()];
    const [own, shared] = [randomBytes(200_000), randomBytes(300)];
    const [ownHash, sharedHash] = [await file(own, one), await file(shared, one)];
    // Filed on the other matter by reference alone: no byte came again, and nothing was settled since.
    await settleAll();
    await point(sharedHash, other);
    expect(await destroy(one)).toMatchObject({ contents: 1, heldElsewhere: 1 });
    await expect(read(ownHash)).rejects.toThrow(ContentDestroyed);
    expect((await read(sharedHash)).equals(shared)).toBe(true);
    expect(await holders(sharedHash)).toEqual([other]);
    expect(await destroy(other)).toMatchObject({ contents: 1, heldElsewhere: 0 });
    await expect(read(sharedHash)).rejects.toThrow(ContentDestroyed);
  });

  test('also takes what came a moment ago and was not settled yet', async () => {
    const one = await matter();
    const sha256 = await file(randomBytes(50), one);
    await destroy(one);
    await expect(read(sha256)).rejects.toThrow(ContentDestroyed);
    expect(await holders(sha256)).toEqual([]);
  });

  test('again, nothing changes, and a rollback brings everything back', async () => {
    const one = await matter();
    const sha256 = await file(randomBytes(50), one);
    await expect(
      world.app.platform.database.firm(world.firm.id).write(async (tx) => {
        await destroyMatterKeys(tx, world.app.platform, world.firm.id, one);
        throw new Error('no second person after all');
      }),
    ).rejects.toThrow('no second person');
    expect(await read(sha256)).toHaveLength(50);
    const first = await destroy(one);
    later(60);
    expect((await destroy(one)).destroyedAt).toEqual(first.destroyedAt);
  });

  test('is done by a person behind whose walls the keys are, who stays that person', async () => {
    const one = await matter();
    await file(randomBytes(50), one);
    const { database } = world.app.platform;
    const after = await database.firm(world.firm.id, world.firm.owner.id).write(async (tx) => {
      const done = await destroyMatterKeys(tx, world.app.platform, world.firm.id, one);
      const rows = await tx
        .selectFrom('matter_keys')
        .selectAll()
        .where('firm_id', '=', world.firm.id)
        .execute();
      return { done, seen: rows.length };
    });
    expect(after).toMatchObject({ done: { contents: 1 }, seen: 0 });
  });

  test('is refused while something holds the matter, or a conversation on it', async () => {
    const { id, matterId } = await world.makeConversation();
    await world.sql(
      `update conversations set held_at = now(), held_reason = 'a claim', held_by_staff_id = $3 where firm_id = $1 and id = $2`,
      [world.firm.id, id, world.firm.owner.id],
    );
    await expect(destroy(matterId ?? '')).rejects.toMatchObject({ code: 'wrong_state', reason: 'held' });
    const one = await matter();
    const sha256 = await file(randomBytes(50), one);
    await world.sql(
      `insert into holds (firm_id, id, scope, matter_id, reason, set_by_staff_id, set_at) values ($1, $2, 'matter', $3, 'a claim', $4, now())`,
      [world.firm.id, newId(), one, world.firm.owner.id],
    );
    await expect(destroy(one)).rejects.toMatchObject({ reason: 'held' });
    expect(await read(sha256)).toHaveLength(50);
  });

  test('does not come back with a later file, which the firm’s key holds then', async () => {
    const one = await matter();
    await destroy(one);
    const sha256 = await file(randomBytes(50), one);
    await settleAll();
    expect(await holders(sha256)).toEqual(['firm']);
  });

  test('the same content, sent again on another matter, is readable there', async () => {
    const [one, other, bytes] = [await matter(), await matter(), randomBytes(70_000)];
    const sha256 = await file(bytes, one);
    await settleAll();
    await destroy(one);
    await file(bytes, other);
    await settleAll();
    expect((await read(sha256)).equals(bytes)).toBe(true);
  });

  test('people who ask for the file are told that it is gone: 410, and nothing about keys', async () => {
    const one = await matter();
    const sha256 = await file(randomBytes(50), one);
    const id = await point(sha256, one);
    const whole = await world.firm.owner.call('GET', `/api/v1/documents/${id}/content`);
    expect(whole.statusCode).toBe(200);
    await destroy(one);
    const refused = await world.firm.owner.call('GET', `/api/v1/documents/${id}/content`);
    expect(refused.statusCode).toBe(410);
    expect(refused.json()).toMatchObject({
      code: 'gone',
      detail: 'This file was destroyed for good, together with the keys of its matter.',
    });
  });

  test('an upload that was still coming in cannot be read any more, nor go on', async () => {
    const { id: conversationId, matterId } = await world.makeConversation();
    const [uploadId, { files }] = [newId(), world.app.platform];
    await world.sql(
      `insert into uploads (firm_id, id, conversation_id, staff_id, name, size_bytes, state, expires_at, created_at, updated_at)
       values ($1, $2, $3, $4, 'a.bin', 3000, 'receiving', now() + interval '1 day', now(), now())`,
      [world.firm.id, uploadId, conversationId, world.firm.owner.id],
    );
    const incoming = (offset: number) => ({
      offset,
      content: Readable.from([randomBytes(1000)]),
      maxBytes: 2000,
      signal: new AbortController().signal,
    });
    await files.parts.append(world.firm.id, uploadId, incoming(0), async () => undefined);
    await destroy(matterId ?? '');
    const more = files.parts.append(world.firm.id, uploadId, incoming(1000), async () => undefined);
    await expect(more).rejects.toThrow(ContentDestroyed);
    await expect(files.parts.read(world.firm.id, uploadId, { start: 0, end: 9 })).rejects.toThrow(
      ContentDestroyed,
    );
  });

  test('of one matter opens nothing of another', () => {
    const content = newContentKey();
    const [one, other] = [
      { matterId: newId(), key: randomBytes(32) },
      { matterId: newId(), key: randomBytes(32) },
    ];
    const wrapped = wrap(one, content);
    expect(unwrap(one, content.id, wrapped)).toEqual(content);
    expect(() => unwrap(other, content.id, wrapped)).toThrow(ContentDamaged);
    expect(() => unwrap({ ...one, matterId: other.matterId }, content.id, wrapped)).toThrow(ContentDamaged);
    expect(() => unwrap(one, newId(), wrapped)).toThrow(ContentDamaged);
  });
});

test('keys are for the program alone: no member of staff sees a row of them, whatever the role', async () => {
  const sha256 = await file(randomBytes(10), await matter());
  await settleAll();
  expect(await holders(sha256)).toHaveLength(1);
  const counts = (staffId: string | null) =>
    world.app.platform.database
      .firm(world.firm.id, staffId)
      .read(async (tx) => [
        (await tx.selectFrom('matter_keys').selectAll().where('firm_id', '=', world.firm.id).execute())
          .length,
        (await tx.selectFrom('content_keys').selectAll().where('firm_id', '=', world.firm.id).execute())
          .length,
        (
          await tx
            .selectFrom('matter_content_keys')
            .selectAll()
            .where('firm_id', '=', world.firm.id)
            .execute()
        ).length,
      ]);
  expect(await counts(world.firm.owner.id)).toEqual([0, 0, 0]);
  for (const count of await counts(null)) expect(count).toBeGreaterThan(0);
});

describe('files from before they were sealed', () => {
  /** As the version before wrote it: plain bytes, and no key anywhere. */
  async function fromBefore(bytes: Buffer, matterId: string): Promise<Buffer> {
    const sha256 = await file(bytes, matterId);
    const place = await plainPlace(sha256);
    await rename(`${place}.sealed`, `${place}.moved`);
    await world.app.platform.files.remove(world.firm.id, sha256);
    await writeFile(place, bytes);
    return sha256;
  }
  const isSealed = async (sha256: Buffer) => {
    const place = await plainPlace(sha256);
    const [plain, sealed] = await Promise.all(
      [place, `${place}.sealed`].map((name) =>
        stat(name).then(
          () => true,
          () => false,
        ),
      ),
    );
    return sealed === true && plain === false;
  };

  test('are sealed by the job, which goes on where it was stopped, and get their matters’ keys', async () => {
    const one = await matter();
    const all: { bytes: Buffer; sha256: Buffer }[] = [];
    for (let n = 0; n < 230; n += 1) {
      const bytes = randomBytes(20 + n);
      all.push({ bytes, sha256: await fromBefore(bytes, one) });
    }
    const { platform } = world.app;
    let sealed = 0;
    const dies = {
      ...platform.files,
      seal: async (firmId: string, sha256: Buffer) => {
        const done = await platform.files.seal(firmId, sha256);
        if (done === 'sealed') sealed += 1;
        if (sealed === 150) throw new Error('the process is killed');
        return done;
      },
    };
    await expect(sealOld({ ...platform, files: dies }, world.firm.id)).rejects.toThrow('killed');
    const [round] = await world.sql<{ finished: boolean; bytes: number }>(
      'select finished_at is not null as finished, length(after_sha256) as bytes from sealing_rounds where firm_id = $1',
      [world.firm.id],
    );
    expect(round).toEqual({ finished: false, bytes: 32 });
    for (const { sha256, bytes } of all) expect((await read(sha256)).equals(bytes)).toBe(true);
    await sealingJob(platform).run(null);
    for (const { sha256, bytes } of all) {
      expect(await isSealed(sha256)).toBe(true);
      expect((await read(sha256)).equals(bytes)).toBe(true);
    }
    const [first] = all;
    expect(first && (await holders(first.sha256))).toEqual([one]);
    await destroy(one);
    for (const { sha256 } of all) await expect(read(sha256)).rejects.toThrow(ContentDestroyed);
  });

  test('that a process of the version before still writes are found a day later', async () => {
    const [one, { platform }] = [await matter(), world.app];
    await sealOld(platform, world.firm.id);
    const sha256 = await fromBefore(randomBytes(40), one);
    await sealOld(platform, world.firm.id);
    expect(await isSealed(sha256)).toBe(false);
    later(25 * 60);
    await sealOld(platform, world.firm.id);
    expect(await isSealed(sha256)).toBe(true);
  });
});

test('after a rotation of SECRET_KEY all keys are sealed by the newest, and the old one is not needed', async () => {
  const { platform } = world.app;
  const [filed, unfiled] = [await file(randomBytes(70), await matter()), randomBytes(80)];
  await settleAll();
  const loose = await platform.files.put(world.firm.id, Readable.from([unfiled]), 1e9);
  await world.sql(
    `insert into files (firm_id, sha256, size_bytes, content_type) values ($1, $2, 80, 'text/plain')`,
    [world.firm.id, loose.sha256],
  );
  const newest = 'another key with more than thirty-two characters';
  later(25 * 60);
  await sealOld({ ...platform, secrets: createSecrets(`${newest},${secretKey}`) }, world.firm.id);
  const keysOfNewest = createContentKeys(platform.database, createSecrets(newest));
  const ids = await world.sql<{ id: string; sha256: Buffer }>(
    'select id, sha256 from content_keys where firm_id = $1 and sha256 = any($2)',
    [world.firm.id, [filed, loose.sha256]],
  );
  expect(ids).toHaveLength(2);
  for (const { id, sha256 } of ids)
    expect((await keysOfNewest.get(world.firm.id, id, sha256)).key).toHaveLength(32);
  // Back to the world's own key, for the tests that follow.
  later(25 * 60);
  await sealOld({ ...platform, secrets: createSecrets(`${secretKey},${newest}`) }, world.firm.id);
  expect(await read(filed)).toHaveLength(70);
});

test('no plain byte lies in the store', async () => {
  const secret = 'privileged and confidential '.repeat(300);
  await file(Buffer.from(secret), await matter());
  const folder = await storeFolder();
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = names.filter((entry) => entry.isFile());
  expect(found.length).toBeGreaterThan(0);
  for (const entry of found)
    expect((await readFile(path.join(entry.parentPath, entry.name))).includes('privileged')).toBe(false);
});
