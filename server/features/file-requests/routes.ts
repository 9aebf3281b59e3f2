import { actorOf, expectedVersion, portalActorOf } from '../../platform/change.ts';
import type { Scope } from '../../platform/db/database.ts';
import {
  type BoundRoute,
  handle,
  type PortalPrincipal,
  type Principal,
} from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import { findConversation } from '../conversations/index.ts';
import { mustSeeMatter } from '../practice/index.ts';
import { cancelByStaff, createRequest, decideOnSlot, patchRequest } from './acts.ts';
import { addFiles, takeBackFile } from './portal-acts.ts';
import {
  describeSlots,
  getOwnRequest,
  getRequest,
  listOwnRequests,
  listRequests,
  readSentFiles,
  readSlots,
} from './reads.ts';
import { portalFileRequestRoutes as portal, fileRequestRoutes as routes } from './schema.ts';
import type { OwnRequestDetail, RequestDetail } from './shapes.ts';
import { listTemplates, removeTemplate } from './templates.ts';

export function createFileRequestRoutes(platform: Platform): BoundRoute[] {
  return [...bindOfStaff(platform), ...bindTemplates(platform), ...bindOfPortal(platform)];
}

/** What there is, with the person's eyes; what only the program reads of files is added then. */
async function detailFor(
  { database }: Platform,
  eyes: Scope,
  { firmId, staffId }: Principal,
  id: string,
): Promise<RequestDetail> {
  const { request, ...seen } = await eyes.read(async (tx) => ({
    request: await getRequest(tx, firmId, id),
    slots: await readSlots(tx, firmId, id),
    files: await readSentFiles(tx, firmId, id),
  }));
  const slotList = await database
    .firm(firmId)
    .read((tx) => describeSlots(tx, firmId, { ...seen, reader: staffId }));
  return { ...request, slotList };
}

async function ownDetailFor(
  { database, clock }: Platform,
  eyes: Scope,
  { firmId, portalUserId }: PortalPrincipal,
  id: string,
): Promise<OwnRequestDetail> {
  const { request, takesFiles, ...seen } = await eyes.read(async (tx) => {
    const own = await getOwnRequest(tx, firmId, id);
    const place = await findConversation(tx, firmId, { portalUserId }, own.conversationId, clock.now());
    return {
      request: own,
      takesFiles: place?.visibility.post === true && own.state !== 'cancelled',
      slots: await readSlots(tx, firmId, id),
      files: await readSentFiles(tx, firmId, id),
    };
  });
  const slots = await database
    .firm(firmId)
    .read((tx) => describeSlots(tx, firmId, { ...seen, reader: portalUserId }));
  const slotList = slots.map((slot) => ({
    ...slot,
    files: slot.files.map(({ sentBy: _sentBy, ...file }) => file),
  }));
  return { ...request, takesFiles, slotList };
}

function bindOfStaff(platform: Platform): BoundRoute[] {
  const { clock } = platform;
  return [
    handle(routes.list, ({ query, principal: { firmId }, scope }) =>
      scope.read(async (tx) => {
        if (query.matterId !== undefined) await mustSeeMatter(tx, firmId, query.matterId);
        return await listRequests(tx, firmId, query);
      }),
    ),
    handle(routes.create, async ({ params, body, principal, scope }) => {
      const id = await scope.write((tx) => createRequest(tx, actorOf(principal, clock), params.id, body));
      return await detailFor(platform, scope, principal, id);
    }),
    handle(routes.get, ({ params, principal, scope }) => detailFor(platform, scope, principal, params.id)),
    handle(routes.patch, async ({ params: { id }, body, principal, scope, request }) => {
      const expected = expectedVersion(request.headers, body.version);
      await scope.write((tx) => patchRequest(tx, actorOf(principal, clock), id, body, expected));
      return await detailFor(platform, scope, principal, id);
    }),
    handle(routes.cancel, async ({ params: { id }, principal, scope }) => {
      await scope.write((tx) => cancelByStaff(tx, actorOf(principal, clock), id));
      return await detailFor(platform, scope, principal, id);
    }),
    handle(routes.decideSlot, async ({ params, body, principal, scope }) => {
      const id = await scope.write((tx) => decideOnSlot(tx, actorOf(principal, clock), params.id, body));
      return await detailFor(platform, scope, principal, id);
    }),
  ];
}

function bindTemplates({ clock }: Platform): BoundRoute[] {
  return [
    handle(routes.listTemplates, ({ principal: { firmId }, scope }) =>
      scope.read(async (tx) => ({ items: await listTemplates(tx, firmId), next: null })),
    ),
    handle(routes.removeTemplate, ({ params, principal, scope }) =>
      scope.write((tx) => removeTemplate(tx, actorOf(principal, clock), params.id)),
    ),
  ];
}

function bindOfPortal(platform: Platform): BoundRoute[] {
  const { clock } = platform;
  return [
    handle(portal.list, ({ query, principal: { firmId }, scope }) =>
      scope.read((tx) => listOwnRequests(tx, firmId, query)),
    ),
    handle(portal.get, ({ params, principal, scope }) => ownDetailFor(platform, scope, principal, params.id)),
    handle(portal.addFiles, async ({ params, body, principal, scope }) => {
      const actor = portalActorOf(principal, clock);
      const id = await scope.write((tx) => addFiles(tx, actor, params.id, body.uploadIds));
      return await ownDetailFor(platform, scope, principal, id);
    }),
    handle(portal.takeBack, async ({ params, principal, scope }) => {
      const actor = portalActorOf(principal, clock);
      const id = await scope.write((tx) => takeBackFile(tx, platform, actor, params.id));
      return await ownDetailFor(platform, scope, principal, id);
    }),
  ];
}
