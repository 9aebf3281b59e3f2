/**
 * T4 over random histories through the API and PostgreSQL: several workers at once, work that breaks off before its commit,
 * and times without any. The same model as the decisions alone, and every time that nobody was mailed has its reason.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Platform } from '../../platform/platform.ts';
import { type ConversationsWorld, startConversationsWorld } from '../../testing/conversations-world.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';
import { createNoticeListener, createNoticesFeature, noticeRound } from './index.ts';
import { historyOf, type Played, people, playHistory } from './test-histories.ts';

let world: ConversationsWorld;
beforeAll(async () => {
  world = await startConversationsWorld({
    listeners: (platform) => [createNoticeListener(platform)],
    features: [createNoticesFeature],
    // Histories go on from each other's end; the first crosses the night on which clocks go back in London.
    startsAt: '2026-10-24T23:40:00Z',
  });
  await must(world.owner.call('PATCH', '/api/v1/portal-settings', { undoSeconds: 0 }));
});
afterAll(() => world.close());

async function must(call: ReturnType<TestPortalUser['call']>) {
  const answer = await call;
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer;
}
const clock = () => world.app.platform.clock.now().getTime();
const query = async <Row extends object>(text: string, values: unknown[]) =>
  (await world.app.platform.database.pool.query<Row>(text, values)).rows;

class Crash extends Error {}

/** Everything is done, and then the process is gone before its transaction is committed. */
function crashing(platform: Platform): Platform {
  const { database } = platform;
  const firm: typeof database.firm = (firmId, staffId) => {
    const scope = database.firm(firmId, staffId);
    return {
      ...scope,
      write: (work) =>
        scope.write(async (tx, after) => {
          await work(tx, after);
          throw new Crash();
        }),
    };
  };
  return { ...platform, database: { ...database, firm } };
}

interface Theirs {
  id: string;
  all: TestPortalUser[];
}

/** A conversation of two clients of the matter, in which nothing was said. */
async function begin(): Promise<Theirs> {
  const all: TestPortalUser[] = [];
  for (let n = 0; n < people; n += 1) {
    const person = await makePortalUser(world.app, world.firm, { trusted: true });
    await world.party(world.matterId, person.contactId, 'Client', true);
    all.push(person);
  }
  const portalUserIds = all.map(({ id }) => id);
  // By a token: a browser's session is over sooner than some histories.
  const made = await staff('POST', '/api/v1/conversations', {
    ...{ kind: 'external', matterId: world.matterId, portalUserIds },
  });
  return { id: made.json<{ id: string }>().id, all };
}

const staff = (method: 'POST' | 'DELETE', url: string, body: unknown = {}) =>
  must(
    world.app.call(method, url, method === 'DELETE' ? undefined : body, {
      headers: { authorization: `Bearer ${world.mina.token}` },
    }),
  );

function playForReal({ id, all }: Theirs): Played {
  const conversation = `/api/v1/conversations/${id}`;
  const of = (who: number): TestPortalUser => {
    const person = all[who];
    if (!person) throw new Error('there is no such person');
    return person;
  };
  /** The model says what time it is. */
  const at = (now: number) => world.pass((now - clock()) / 1000);
  const newest = async () => {
    const [row] = await query<{ seq: number }>(
      'select last_seq::int as seq from conversations where id = $1',
      [id],
    );
    return row?.seq ?? 0;
  };
  return {
    async post(by, now) {
      at(now);
      if (by === null) await staff('POST', `${conversation}/messages`, { body: 'hello', confirmed: true });
      else await must(of(by).call('POST', `/portal${conversationOf(id)}/messages`, { body: 'hello' }));
      return await newest();
    },
    async look(who, seq, now) {
      at(now);
      await must(of(who).call('PUT', `/portal${conversationOf(id)}/read`, { seq }));
    },
    async focus(who, now) {
      at(now);
      await must(of(who).call('PUT', `/portal${conversationOf(id)}/focus`));
    },
    async retract(seq, now) {
      at(now);
      await staff('DELETE', `${conversation}/messages/${seq}`);
    },
    async archive(now) {
      at(now);
      await staff('POST', `${conversation}/archive`);
    },
    async restore(now) {
      at(now);
      await staff('POST', `${conversation}/restore`);
    },
    async remove(who, now) {
      at(now);
      await staff('POST', `${conversation}/participants/${of(who).id}/removal`);
    },
    async add(who, now) {
      at(now);
      await staff('POST', `${conversation}/participants`, {
        portalUserIds: [of(who).id],
        confirmed: noneSeen,
      });
      return await newest();
    },
    async bar(who, how, on) {
      if (how === 'blocked')
        await query('update portal_users set active = $2 where id = $1', [of(who).id, !on]);
      else
        await query('update portal_users set bounced_at = case when $2 then now() end where id = $1', [
          of(who).id,
          on,
        ]);
    },
    async work(now, { workers, crash }) {
      at(now);
      const { platform } = world.app;
      if (crash) await noticeRound(crashing(platform)).catch(onlyCrash);
      await Promise.all(Array.from({ length: workers }, () => noticeRound(platform)));
    },
    async next() {
      const [row] = await query<{ at: Date | null }>(
        'select min(due_at) as at from notice_timers where conversation_id = $1',
        [id],
      );
      return row?.at?.getTime() ?? Number.POSITIVE_INFINITY;
    },
    async mails(who) {
      const rows = await query<{ at: Date; reason: string; subject: string; up_to: number }>(
        `select e.at, e.reason, o.subject, e.up_to_seq::int as up_to from outbox o
         left join notice_events e on e.firm_id = o.firm_id and e.outbox_id = o.id
         where o.recipient = $1 order by o.id`,
        [of(who).email],
      );
      return rows.map(({ at: time, reason, subject, up_to }) => ({
        ...{ at: time.getTime(), kind: reason === 'welcome' ? 'welcome' : 'unread', upTo: up_to },
        count: Number(/^(\d+) new/.exec(subject)?.[1] ?? 1),
      }));
    },
  };
}

const conversationOf = (id: string) => `/api/conversations/${id}`;
const noneSeen = { messages: 0, files: 0 };
function onlyCrash(error: unknown): void {
  if (!(error instanceof Crash)) throw error;
}

/** Each message of the firm: looked at, mailed, cancelled with a reason, withdrawn, or from before or after their stays. */
async function expectReasons({ id, all }: Theirs): Promise<void> {
  for (const person of all) {
    const unexplained = await query(
      `select m.seq from messages m where m.conversation_id = $1 and m.kind = 'message' and m.author_staff_id is not null
         and m.retracted_at is null
         and exists (select 1 from participants p where p.conversation_id = $1 and p.portal_user_id = $2
           and p.left_at is null and p.from_seq <= m.seq)
         and not exists (select 1 from read_pointers r where r.conversation_id = $1 and r.person_id = $2 and r.seq >= m.seq)
         and not exists (select 1 from notice_events e where e.conversation_id = $1 and e.portal_user_id = $2
           and e.result in ('sent', 'cancelled') and m.seq between e.from_seq and e.up_to_seq)`,
      [id, person.id],
    );
    expect(unexplained).toEqual([]);
  }
}

test('T4 through the program: mails go when its words say, each once, and every other time has its reason', {
  timeout: 300_000,
}, async () => {
  let mails = 0;
  await fc.assert(
    fc.asyncProperty(historyOf(14), async (history) => {
      const { mode, delayMinutes, eachMessage } = history.rules;
      await must(
        world.owner.call(
          'PATCH',
          '/api/v1/notice-settings',
          { mode, delayMinutes, eachMessage },
          {
            headers: { authorization: `Bearer ${world.owner.token}` },
          },
        ),
      );
      const theirs = await begin();
      mails += await playHistory({ ...history, start: clock() }, playForReal(theirs));
      await expectReasons(theirs);
    }),
    { numRuns: 20, endOnFailure: true },
  );
  expect(mails).toBeGreaterThan(20);
});
