/** Two clients of one firm who turn out to be one contact: for tests. */
import { newId } from '../../platform/ids.ts';
import type { TestStaff } from '../../testing/app.ts';
import { type ConversationsWorld, startConversationsWorld } from '../../testing/conversations-world.ts';
import { openPortalBrowser, signInByLink } from '../../testing/portal-browser.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';
import { createCalendarFeature } from '../calendar/index.ts';
import { createPortalResetsFeature } from '../portal-resets/index.ts';
import { createPortalSignInFeature } from '../portal-sign-in/index.ts';
import { createPortalUsersFeature } from '../portal-users/index.ts';
import { createToDosFeature } from '../to-dos/index.ts';
import { createMergedContactsFeature } from './index.ts';

export async function startMergedWorld() {
  const world = await startConversationsWorld({
    features: [
      createPortalSignInFeature,
      createPortalUsersFeature,
      createPortalResetsFeature,
      createToDosFeature,
      (platform) => createCalendarFeature(platform),
      createMergedContactsFeature,
    ],
  });
  return { ...world, ...helpersOf(world) };
}
export type MergedWorld = Awaited<ReturnType<typeof startMergedWorld>>;

function helpersOf(world: ConversationsWorld) {
  const { app, firm } = world;
  const { pool } = app.platform.database;

  const rows = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
    (await pool.query<T>(text, values)).rows;

  /** Every one of the staff proved a moment ago that it is them. */
  const fresh = () =>
    rows(`update auth_session set "createdAt" = $1, "provenAt" = $1`, [app.platform.clock.now()]);

  return {
    rows,
    fresh,
    /** A client with a name and a mailbox of their own. */
    person: (firstName: string) => makePortalUser(app, firm, { firstName, lastName: 'Doe' }),
    async merge(kept: TestPortalUser, other: TestPortalUser): Promise<void> {
      const answer = await world.owner.call('POST', `/api/v1/contacts/${kept.contactId}/merge`, {
        otherId: other.contactId,
      });
      if (answer.statusCode >= 300) throw new Error(answer.body);
    },
    async list(who: TestStaff = world.mina, query = ''): Promise<{ id: string }[]> {
      return (await who.call('GET', `/api/v1/merged-contacts${query}`)).json().items;
    },
    see: async (other: TestPortalUser, who: TestStaff = world.mina) =>
      (await who.call('GET', `/api/v1/merged-contacts/${other.contactId}`)).json(),
    async decide(other: TestPortalUser, body: Record<string, unknown>, who: TestStaff = world.mina) {
      await fresh();
      const seen = (await who.call('GET', `/api/v1/merged-contacts/${other.contactId}`)).json();
      return await who.call('POST', `/api/v1/merged-contacts/${other.contactId}/decision`, {
        seen: seen.seen ?? 'nothing',
        ...(body.decision === 'unite' ? { confirmed: seen.gains, email: seen.other?.email } : {}),
        ...body,
      });
    },
    /** Bodies of the messages that somebody reads in the portal. */
    async reads(who: TestPortalUser, conversationId: string): Promise<string[]> {
      return await app.platform.database
        .portal({ firmId: firm.id, portalUserId: who.id, secondFactor: true })
        .read(async (tx) => {
          const found = await tx
            .selectFrom('messages')
            .select('body')
            .where('firm_id', '=', firm.id)
            .where('conversation_id', '=', conversationId)
            .where('kind', '=', 'message')
            .orderBy('seq')
            .execute();
          return found.map(({ body }) => body);
        });
    },
    /** Comes by a mailbox as a person does, in a browser of its own. */
    async comeBy(email: string) {
      const browser = openPortalBrowser(app);
      const state = (await signInByLink(app, browser, email)).json().session.state;
      return { browser, state };
    },
    async toDo(who: TestPortalUser, sourceId: string, state: 'open' | 'done'): Promise<void> {
      await rows(
        `insert into to_dos (firm_id, id, matter_id, portal_user_id, kind, source_id, title, state, done_how, done_at, created_at)
         values ($1, $2, $3, $4, 'file', $5, 'Read the lease', $6::text, case when $6::text = 'done' then 'ticked' end,
           case when $6::text = 'done' then now() end, now())`,
        [firm.id, newId(), world.matterId, who.id, sourceId, state],
      );
    },
  };
}
