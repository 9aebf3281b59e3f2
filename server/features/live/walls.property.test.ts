/** Whatever a firm looks like: who is told an event is who could read its row, and nobody else. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { type Facts, type News, portalUserMayRead, staffIsTold, staffMayRead } from './decide.ts';
import { readNews } from './news-store.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.close();
});

const people = 4;
const outsiders = 3;
const matters = 3;
const conversations = 6;
const steps = 24;

const someOf = (count: number) => fc.subarray(Array.from({ length: count }, (_, n) => n));
const oneOf = (count: number) => fc.nat(count - 1);

const conversationShape = fc.record({
  kind: fc.constantFrom('external', 'external', 'external', 'internal', 'channel', 'direct'),
  state: fc.constantFrom('draft', 'open', 'open', 'open', 'archived', 'ended'),
  matter: oneOf(matters),
  staff: someOf(people),
  grants: fc.array(
    fc.record({ to: oneOf(people), state: fc.constantFrom('asked', 'in force', 'expired', 'ended') }),
    { maxLength: 3 },
  ),
});

const stayShape = fc.record({
  conversation: oneOf(conversations),
  who: oneOf(outsiders),
  from: oneOf(steps / 2),
  lasts: fc.integer({ min: 1, max: steps }),
  how: fc.constantFrom('left', 'removed', 'ended', 'for_cause'),
  until: fc.constantFrom(null, null, '2001-01-01', '2100-01-01'),
});

const eventShape = fc.record({
  // One more than there are: something that is gone.
  matter: fc.option(oneOf(matters + 1), { nil: null, freq: 2 }),
  conversation: fc.option(oneOf(conversations + 1), { nil: null, freq: 5 }),
  for: fc.constantFrom(null, null, null, null, 0, 1, 2),
  staffOnly: fc.constantFrom(false, false, false, true),
});

const firmShape = fc.record({
  membersOnly: fc.boolean(),
  matters: fc.array(fc.record({ restricted: fc.boolean(), allowed: someOf(people) }), {
    minLength: matters,
    maxLength: matters,
  }),
  conversations: fc.array(conversationShape, { minLength: conversations, maxLength: conversations }),
  stays: fc.array(stayShape, { minLength: 8, maxLength: 16 }),
  events: fc.array(eventShape, { minLength: steps, maxLength: steps }),
});
type FirmShape = typeof firmShape extends fc.Arbitrary<infer T> ? T : never;

const query = (text: string, values: unknown[]) => app.platform.database.pool.query(text, values);
const ids = (count: number) => Array.from({ length: count }, () => newId());

interface Furnished {
  firmId: string;
  staff: string[];
  outside: string[];
  conversations: string[];
  matters: string[];
}

async function furnish(shape: FirmShape): Promise<Furnished> {
  const made = {
    firmId: newId(),
    staff: ids(people),
    outside: ids(outsiders),
    conversations: ids(conversations),
    matters: ids(matters),
  };
  const { firmId } = made;
  await query(
    `insert into firms (id, name, country, time_zone, currency) values ($1, 'A firm', 'GB', 'Europe/London', 'GBP')`,
    [firmId],
  );
  await query(
    `insert into staff_members (firm_id, id, first_name, last_name, email, role)
     select $1, s, 'A', 'B', s || '@example.com', 'owner' from unnest($2::uuid[]) s`,
    [firmId, made.staff],
  );
  await query(
    `insert into contacts (firm_id, id, kind, first_name, last_name, display_name) select $1, p, 'person', 'C', 'D', 'C D' from unnest($2::uuid[]) p`,
    [firmId, made.outside],
  );
  await query(
    `insert into portal_users (firm_id, id, contact_id, email, created_at, updated_at) select $1, p, p, p || '@example.com', now(), now() from unnest($2::uuid[]) p`,
    [firmId, made.outside],
  );
  for (const [n, { restricted, allowed }] of shape.matters.entries()) {
    await query(`insert into matters (firm_id, id, number, title, restricted) values ($1, $2, $3, 'M', $4)`, [
      firmId,
      made.matters[n],
      `M-${n}`,
      restricted,
    ]);
    await query(
      `insert into matter_access (firm_id, matter_id, staff_id) select $1, $2, s from unnest($3::uuid[]) s`,
      [firmId, made.matters[n], allowed.map((one) => made.staff[one])],
    );
  }
  for (const [n, one] of shape.conversations.entries()) await converse(made, n, one);
  await query(`insert into portal_settings (firm_id, members_only) values ($1, $2)`, [
    firmId,
    shape.membersOnly,
  ]);
  return made;
}

async function converse(
  { firmId, ...made }: Furnished,
  n: number,
  { kind, state, matter, staff, grants }: FirmShape['conversations'][number],
): Promise<void> {
  const id = made.conversations[n];
  const ofMatter = kind === 'external' || kind === 'internal';
  await query(
    `insert into conversations (firm_id, id, title, kind, state, matter_id, class, direct_key, created_at, updated_at)
     values ($1, $2, $2::uuid::text, $3, $4, $5, $6, $7, now(), now())`,
    [
      ...[firmId, id, kind, state, ofMatter ? made.matters[matter] : null],
      kind === 'external' ? 'privileged' : null,
      kind === 'direct' ? id : null,
    ],
  );
  await query(
    `insert into participants (firm_id, id, conversation_id, staff_id, joined_at) select $1, gen_random_uuid(), $2, s, now() from unnest($3::uuid[]) s`,
    [firmId, id, staff.map((one) => made.staff[one])],
  );
  for (const { to, state: how } of grants)
    await query(
      `insert into break_glass_grants (firm_id, id, conversation_id, staff_id, reason, hours, asked_by_staff_id, asked_at,
         approved_by_staff_id, approved_at, expires_at, ended_at)
       values ($1, gen_random_uuid(), $2, $3, 'why', 1, $4, now(), $5, case when $6 <> 'asked' then now() end,
         case $6 when 'asked' then null when 'expired' then now() - interval '1 hour' else now() + interval '1 hour' end,
         case when $6 = 'ended' then now() end)`,
      [firmId, id, made.staff[to], made.staff[0], how === 'asked' ? null : made.staff[1], how],
    );
}

/** Events, with the comings and goings between them. */
async function happen(made: Furnished, shape: FirmShape): Promise<void> {
  const { firmId } = made;
  const scope = app.platform.database.firm(firmId);
  for (const [n, event] of shape.events.entries()) {
    for (const stay of shape.stays) {
      const who = [firmId, made.conversations[stay.conversation], made.outside[stay.who]];
      if (stay.from === n)
        await query(
          `insert into participants (firm_id, id, conversation_id, portal_user_id, joined_at, access_until)
           values ($1, gen_random_uuid(), $2, $3, now(), $4) on conflict do nothing`,
          [...who, stay.until],
        );
      if (stay.from + stay.lasts === n)
        await query(
          `update participants set left_at = now(), to_seq = 0, left_how = $4, cause = case $4 when 'for_cause' then 'why' else '' end
           where firm_id = $1 and conversation_id = $2 and portal_user_id = $3 and left_at is null`,
          [...who, stay.how],
        );
    }
    const named = (of: readonly string[], at: number | null) => (at === null ? null : (of[at] ?? newId()));
    const matterId = named(made.matters, event.matter);
    const conversationId = named(made.conversations, event.conversation);
    const forPortalUserId = named(made.outside, event.for);
    await scope.write((tx) =>
      appendEvents(tx, firmId, [
        {
          type: 'a.changed',
          subjectId: newId(),
          matterId,
          conversationId,
          forPortalUserId,
          staffOnly: event.staffOnly,
        },
      ]),
    );
  }
}

const seqsOf = (news: readonly News[]) => news.map(({ seq }) => seq);

/** Of all worlds together: a wall that shows all or nothing would agree with itself. */
const met = { staff: { told: 0, not: 0 }, portal: { told: 0, not: 0 } };

async function compare({ firmId, staff, outside, conversations: all }: Furnished): Promise<void> {
  const { database } = app.platform;
  const { news, facts } = await readNews(database, firmId, 0);
  expect(news).toHaveLength(steps);
  const read = (scope: ReturnType<typeof database.firm>) =>
    scope.read((tx) =>
      tx.selectFrom('events').select('seq').where('firm_id', '=', firmId).orderBy('seq').execute(),
    );
  for (const staffId of staff) {
    const readable = (await read(database.firm(firmId, staffId))).map(({ seq }) => seq);
    expect(seqsOf(news.filter((one) => staffMayRead(one, facts, staffId)))).toEqual(readable);
    met.staff.told += readable.length;
    met.staff.not += news.length - readable.length;
    // With every conversation on the screen one is told whatever one may read.
    const everything = news.filter((one) => staffIsTold(one, facts, { staffId, watched: all }));
    expect(seqsOf(everything)).toEqual(readable);
    expect(seqsOf(news.filter((one) => staffIsTold(one, facts, { staffId, watched: [] })))).toEqual(
      seqsOf(everything.filter((one) => takesPart(one, facts, staffId))),
    );
  }
  for (const portalUserId of outside) {
    const viewer = { firmId, portalUserId, secondFactor: false };
    const readable = (await read(database.portal(viewer))).map(({ seq }) => seq);
    expect(seqsOf(news.filter((one) => portalUserMayRead(one, facts, portalUserId)))).toEqual(readable);
    met.portal.told += readable.length;
    met.portal.not += news.length - readable.length;
  }
}

const takesPart = ({ conversationId }: News, facts: Facts, staffId: string) =>
  conversationId === null || facts.conversations.get(conversationId)?.staffIds.has(staffId) === true;

test('who is told is who may read it, before and after the walls are moved', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(firmShape, async (shape) => {
      const made = await furnish(shape);
      await happen(made, shape);
      await compare(made);
      await query(`update matters set restricted = not restricted where firm_id = $1`, [made.firmId]);
      await query(`update portal_settings set members_only = not members_only where firm_id = $1`, [
        made.firmId,
      ]);
      await compare(made);
    }),
    { numRuns: 25 },
  );
  for (const { told, not } of [met.staff, met.portal]) {
    expect(told).toBeGreaterThan(100);
    expect(not).toBeGreaterThan(100);
  }
});
