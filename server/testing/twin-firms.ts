/** Two firms made alike, one of which has a matter more, behind a wall: for tests of what an outsider can tell. */
import { z } from 'zod';
import { conversationNeighbours } from '../conversation-neighbours.ts';
import { releaseRound } from '../features/conversations/index.ts';
import { newId } from '../platform/ids.ts';
import type { TestApp, TestFirm, TestStaff } from './app.ts';
import { makePortalUser, type TestPortalUser } from './portal-user.ts';

/** Stands in every word of the hidden matter, and nowhere else. */
export const hiddenWord = 'Zebrafinch';

export interface Twin {
  firm: TestFirm;
  /** May see everything. */
  insider: TestStaff;
  /** Owner and member of the same firm, outside the wall. */
  outsider: TestStaff;
  member: TestStaff;
  /** Of the matter that everybody sees. */
  client: TestPortalUser;
  /** Of the hidden matter, in one twin; a person of the portal without any, in the other. */
  stranger: TestPortalUser;
  matterId: string;
  /** Ids of everything on the hidden matter, by table; empty in the other twin. */
  hidden: Map<string, string[]>;
  /** Ids of what everybody sees, by table, oldest first. */
  own: Map<string, string[]>;
}

const withId = z.looseObject({ id: z.string() });

export async function makeTwin(app: TestApp, label: string, withHidden: boolean): Promise<Twin> {
  const firm = await app.makeFirm({ name: 'Hartley & Reid' });
  const staff = (role: 'owner' | 'member', firstName: string) =>
    app.signedIn(firm, role, { firstName, lastName: 'Shah', email: `${firstName}.${label}@example.com` });
  const insider = firm.owner;
  const outsider = await staff('owner', 'Omar');
  const member = await staff('member', 'Mina');
  const outside = (firstName: string) =>
    makePortalUser(app, firm, {
      ...{ firstName, lastName: 'Marsh', secondFactor: true },
      email: `${firstName}.${label}@example.com`,
    });
  const client = await outside('Cleo');
  const stranger = await outside('Hank');
  const matterId = await furnish(app, { firm, who: insider, client, word: 'Purchase' }, null);
  const own = await idsOf(app, firm.id);
  const twin = { firm, insider, outsider, member, client, stranger, matterId, own };
  if (!withHidden) return { ...twin, hidden: new Map() };
  await furnish(app, { firm, who: insider, client: stranger, word: hiddenWord }, [insider.id]);
  const hidden = new Map<string, string[]>();
  for (const [table, ids] of await idsOf(app, firm.id)) {
    const before = new Set(own.get(table));
    const more = ids.filter((id) => !before.has(id));
    // What is written down of each act is behind the wall with its matter; its id is not a thing to ask for.
    if (more.length > 0 && table !== 'audit_log') hidden.set(table, more);
  }
  return { ...twin, hidden };
}

interface Furnishing {
  firm: TestFirm;
  who: TestStaff;
  client: TestPortalUser;
  word: string;
}

/** A matter with one of everything on it. */
async function furnish(
  app: TestApp,
  { firm, who, client, word }: Furnishing,
  wall: readonly string[] | null,
): Promise<string> {
  const send = async (method: 'POST' | 'PUT', path: string, body: unknown) => {
    const answer = await who.call(method, `/api/v1/${path}`, body);
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
    return answer;
  };
  const make = async (path: string, body: unknown) =>
    withId.parse((await send('POST', path, body)).json()).id;
  const parties = [{ contactId: client.contactId, role: 'Client', isClient: true }];
  const matterId = await make('matters', { title: `${word} of 12 Mill Lane`, parties });
  if (wall !== null) await send('PUT', `matters/${matterId}/wall`, { restricted: true, staffIds: wall });
  await make(`matters/${matterId}/tasks`, { subject: `${word} task` });
  await make(`matters/${matterId}/memos`, { subject: `${word} memo` });
  await make(`matters/${matterId}/fees`, { subject: `${word} fee`, workedMinutes: 6 });
  await make(`matters/${matterId}/to-dos`, { portalUserId: client.id, title: `${word} to-do` });
  await make(`matters/${matterId}/events`, {
    ...{ title: `${word} event`, place: '', description: word },
    ...{ startsAt: '2027-03-10T10:00', endsAt: '2027-03-10T11:00' },
    ...{ staffIds: [who.id], contactIds: [client.contactId] },
  });
  const document = await app.app.inject({
    ...{ method: 'POST', url: `/api/v1/matters/${matterId}/documents?name=${word}.txt` },
    headers: { cookie: who.cookie, 'x-matterline': '1', 'content-type': 'application/octet-stream' },
    payload: Buffer.from(word),
  });
  if (document.statusCode >= 300) throw new Error(document.body);
  for (const kind of ['external', 'internal']) {
    const id = await make('conversations', {
      ...{ kind, matterId, title: `${word} ${kind}` },
      ...(kind === 'external' ? { portalUserIds: [client.id] } : {}),
    });
    await send('POST', `conversations/${id}/messages`, {
      body: `${word} is what it is about`,
      confirmed: true,
    });
    await releaseAll(app, firm.id);
    await send('PUT', `conversations/${id}/draft`, { body: `${word} draft` });
    await addFileAndText(app, { firm, who, client, word }, id);
    await send('PUT', `conversations/${id}/hold`, { reason: `${word} hold` });
  }
  return matterId;
}

/** What the firm wrote goes out, whatever day the test's clock shows. */
export async function releaseAll({ platform }: TestApp, firmId: string): Promise<void> {
  await platform.database.pool.query(
    "update outgoing_messages set release_at = '2000-01-01' where firm_id = $1",
    [firmId],
  );
  await releaseRound(platform, conversationNeighbours(platform));
}

/** What would take a scanner and a provider to make. */
async function addFileAndText(
  { platform }: TestApp,
  { firm, who, client, word }: Furnishing,
  conversationId: string,
): Promise<void> {
  const { pool } = platform.database;
  const bytes = Buffer.alloc(32, 1);
  await pool.query(
    `insert into uploads (firm_id, id, conversation_id, staff_id, name, size_bytes, received_bytes, state, verdict, sha256, expires_at, created_at, updated_at)
     values ($1, $2, $3, $4, $5, 9, 9, 'unscannable', 'unscannable', $6, now() + interval '7 days', now(), now())`,
    [firm.id, newId(), conversationId, who.id, `${word}.bin`, bytes],
  );
  await pool.query(
    `insert into attachments (firm_id, conversation_id, seq, id, position, name, size_bytes, sha256, content_type, verdict, added_by_staff_id, created_at)
     values ($1, $2, 1, $3, 0, $4, 9, $5, 'text/plain', 'clean', $6, now())`,
    [firm.id, conversationId, newId(), `${word}.txt`, bytes, who.id],
  );
  await pool.query(
    `insert into text_messages (firm_id, id, conversation_id, portal_user_id, contact_id, author_staff_id, number, words, state, state_at, created_at)
     values ($1, $2, $3, $4, $5, $6, '+447700900123', $7, 'sent', now(), now())`,
    [firm.id, newId(), conversationId, client.id, client.contactId, who.id, word],
  );
}

/** Every row of the firm that has an id, by table. */
async function idsOf({ platform }: TestApp, firmId: string): Promise<Map<string, string[]>> {
  const { pool } = platform.database;
  const { rows: tables } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'public'
       and column_name in ('id', 'firm_id') and data_type = 'uuid' group by 1 having count(*) = 2`,
  );
  const found = new Map<string, string[]>();
  for (const { name } of tables) {
    const { rows } = await pool.query<{ id: string }>(
      `select id from ${name} where firm_id = $1 order by id`,
      [firmId],
    );
    if (rows.length > 0)
      found.set(
        name,
        rows.map(({ id }) => id),
      );
  }
  return found;
}

/**
 * A body or header without what two firms never share: ids by the order in which they first come, moments, addresses,
 * cursors and keys.
 */
export function canonical(text: string): string {
  const seen = new Map<string, string>();
  const stand = (kind: string) => (found: string) => {
    const known = seen.get(found) ?? `<${kind}${seen.size}>`;
    seen.set(found, known);
    return known;
  };
  return text
    .replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-]\d\d:\d\d)?/g, '<moment>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, stand('id'))
    .replaceAll(/[\w.+-]+@[\w.-]+/g, stand('address'))
    .replaceAll(/[\w-]{22,}/g, '<key>');
}
