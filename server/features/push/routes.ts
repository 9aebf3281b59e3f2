import type { FastifyRequest } from 'fastify';
import { expectedVersion } from '../../platform/change.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle, type Principal } from '../../platform/http/contract.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { namesOf, openConversation } from '../conversations/index.ts';
import { addDevice, checkSubscription, isSubscribed, removeDevice } from './devices.ts';
import { pushKeys } from './keys.ts';
import { changePreferences, readPreferences } from './preferences.ts';
import { portalPushRoutes, pushRoutes } from './schema.ts';

const userAgentOf = ({ headers }: Pick<FastifyRequest, 'headers'>) => headers['user-agent'] ?? '';

export function createPushRoutes(platform: Platform): BoundRoute[] {
  return [...createPortalRoutes(platform), ...createStaffRoutes(platform)];
}

function createPortalRoutes(platform: Platform): BoundRoute[] {
  const { database, clock } = platform;
  async function stateOf(firmId: string, sessionId: string) {
    const on = await database.firm(firmId).read((tx) => isSubscribed(tx, firmId, sessionId));
    const { publicKey } = await pushKeys(platform);
    return { publicKey, on, possible: await isOwnDevice(platform, sessionId) };
  }
  return [
    handle(portalPushRoutes.get, ({ principal: { firmId, sessionId } }) => stateOf(firmId, sessionId)),
    handle(portalPushRoutes.put, async ({ body, principal, request }) => {
      const { firmId, portalUserId, sessionId } = principal;
      checkSubscription(body, platform);
      if (!(await isOwnDevice(platform, sessionId)))
        throw problem(
          'wrong_state',
          'You signed in as on a device that others use, too: it is told nothing.',
          {
            reason: 'not_own_device',
          },
        );
      const of = {
        firmId,
        person: { portalUserId },
        sessionId,
        userAgent: userAgentOf(request),
        now: clock.now(),
      };
      await database.firm(firmId).write((tx) => addDevice(tx, platform, of, body));
      return await stateOf(firmId, sessionId);
    }),
    handle(portalPushRoutes.remove, async ({ principal: { firmId, portalUserId, sessionId } }) => {
      await database
        .firm(firmId)
        .write((tx) => removeDevice(tx, firmId, { sessionId, person: { portalUserId } }));
    }),
  ];
}

/** One that is signed in for 30 days; on others nobody may be there any more. */
async function isOwnDevice({ database }: Platform, sessionId: string): Promise<boolean> {
  const row = await database.system((tx) =>
    tx.selectFrom('portal_sessions').select('trusted').where('id', '=', sessionId).executeTakeFirst(),
  );
  return row?.trusted ?? false;
}

/** A program with a token has no device. @throws wrong_state */
function sessionIdOf({ via, sessionId }: Principal): string {
  if (via === 'session' && sessionId !== undefined) return sessionId;
  throw problem('wrong_state', 'Only a person who is signed in has a device.');
}

function createStaffRoutes(platform: Platform): BoundRoute[] {
  const { clock } = platform;
  return [
    handle(pushRoutes.get, async ({ principal, scope }) => {
      const { publicKey } = await pushKeys(platform);
      const { via, sessionId, firmId } = principal;
      if (via !== 'session' || sessionId === undefined) return { publicKey, on: false, possible: false };
      return { publicKey, on: await scope.read((tx) => isSubscribed(tx, firmId, sessionId)), possible: true };
    }),
    handle(pushRoutes.put, async ({ body, principal, scope, request }) => {
      const { firmId, staffId } = principal;
      const sessionId = sessionIdOf(principal);
      checkSubscription(body, platform);
      const of = {
        firmId,
        person: { staffId },
        sessionId,
        userAgent: userAgentOf(request),
        now: clock.now(),
      };
      await scope.write((tx) => addDevice(tx, platform, of, body));
      return { publicKey: (await pushKeys(platform)).publicKey, on: true, possible: true };
    }),
    handle(pushRoutes.remove, async ({ principal, scope }) => {
      const { firmId, staffId } = principal;
      const sessionId = sessionIdOf(principal);
      await scope.write((tx) => removeDevice(tx, firmId, { sessionId, person: { staffId } }));
    }),
    handle(pushRoutes.getPreferences, ({ principal: { firmId, staffId }, scope }) =>
      scope.read((tx) => readPreferences(tx, firmId, staffId)),
    ),
    handle(pushRoutes.patchPreferences, ({ body, principal: { firmId, staffId }, scope, request }) =>
      scope.write((tx) => {
        const expected = expectedVersion(request.headers, body.version);
        return changePreferences(tx, { firmId, staffId, now: clock.now() }, body, expected);
      }),
    ),
    handle(pushRoutes.list, ({ params: { id }, principal: { firmId, staffId }, scope }) =>
      scope.read(async (tx) => {
        await openConversation(tx, firmId, { staffId }, id, clock.now());
        return { items: await listPushes(tx, firmId, id), next: null };
      }),
    ),
  ];
}

async function listPushes(tx: Tx, firmId: string, conversationId: string) {
  await actAsProgram(tx);
  const rows = await tx
    .selectFrom('push_events')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
  const names = await namesOf(
    tx,
    firmId,
    rows.map(({ person_id: id }) => id),
  );
  return rows.map((row) => ({
    ...{
      id: row.id,
      personId: row.person_id,
      name: names.get(row.person_id)?.name ?? '',
      staff: row.is_staff,
    },
    ...{ at: row.at.toISOString(), result: row.result, reason: row.reason },
    ...{ upToSeq: row.up_to_seq, devices: row.devices },
  }));
}
