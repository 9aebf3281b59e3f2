import type { FastifyReply } from 'fastify';
import { actorOf, expectedVersion } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { createRateLimit } from '../../platform/rate-limits.ts';
import { checkToken, findHost, findOnlyFirm, placeOf, portalUrlOf, proveHost, setHost } from './hosts.ts';
import { isIconName } from './icons.ts';
import { changeLook, findLogo, findLook, getLook, setLogo } from './look-store.ts';
import { manifestOf } from './manifest.ts';
import { iconSource, readIcon, safeLogo } from './pictures.ts';
import { portalLookRoutes as routes } from './schema.ts';

export function createPortalLookRoutes(platform: Platform): BoundRoute[] {
  const { clock } = platform;
  return [
    handle(routes.get, ({ principal: { firmId }, scope }) =>
      scope.read((tx) => viewLook(tx, platform, firmId)),
    ),
    handle(routes.change, ({ body, principal, scope, request }) =>
      scope.write(async (tx) => {
        const { version, ...patch } = body;
        await changeLook(tx, actorOf(principal, clock), patch, expectedVersion(request.headers, version));
        return await viewLook(tx, platform, principal.firmId);
      }),
    ),
    handle(routes.putLogo, async ({ principal, scope, request }) => {
      if (!Buffer.isBuffer(request.body)) throw problem('unsupported_type');
      const png = await safeLogo(request.body);
      return await scope.write(async (tx) => {
        await setLogo(tx, actorOf(principal, clock), png);
        return await viewLook(tx, platform, principal.firmId);
      });
    }),
    handle(routes.removeLogo, ({ principal, scope }) =>
      scope.write(async (tx) => {
        await setLogo(tx, actorOf(principal, clock), null);
        return await viewLook(tx, platform, principal.firmId);
      }),
    ),
    handle(routes.putHost, ({ body: { host }, principal, scope }) =>
      scope.write(async (tx) => {
        const { firmId } = principal;
        await setHost(tx, platform, actorOf(principal, clock), host);
        const { protocol } = platform.publicUrl;
        const checkUrl =
          host === null
            ? null
            : `${protocol}//${host}/portal/address-check?token=${checkToken(platform, firmId)}`;
        return { ...(await viewLook(tx, platform, firmId)), checkUrl };
      }),
    ),
    ...createPublicRoutes(platform),
  ];
}

/** What anybody may ask for: the firm's name and pictures, which it shows to the world. */
function createPublicRoutes(platform: Platform): BoundRoute[] {
  const { database } = platform;
  const checks = createRateLimit(database.pool, { name: 'portal-address-check', tries: 30, seconds: 300 });
  return [
    handle(routes.checkHost, async ({ query, request, reply }) => {
      await checks.take(request.ip);
      if (!(await proveHost(platform, query.token, request.host.toLowerCase()))) throw problem('not_found');
      return reply.header('cache-control', 'no-store').redirect('/portal', 303);
    }),
    handle(routes.publicLook, async ({ request }) => {
      const firmId = (await placeOf(platform, request.host)).firmId ?? (await findOnlyFirm(platform));
      if (firmId === null) return { look: null };
      return { look: await database.firm(firmId).read((tx) => findLook(tx, firmId)) };
    }),
    handle(routes.manifest, async ({ query: { firm: firmId }, reply }) => {
      const look = found(await database.firm(firmId).read((tx) => findLook(tx, firmId)));
      return reply
        .header('cache-control', 'no-cache')
        .type('application/manifest+json')
        .send(JSON.stringify(manifestOf(look, iconSource(look))));
    }),
    handle(routes.picture, async ({ params: { firmId, file }, query, reply }) => {
      const name = /^([a-z0-9-]+)\.png$/.exec(file)?.[1] ?? '';
      if (name === 'logo')
        return sendPicture(reply, await database.firm(firmId).read((tx) => findLogo(tx, firmId)), query.v);
      if (!isIconName(name)) throw problem('not_found');
      return sendPicture(reply, await readIcon(platform, firmId, name), query.v);
    }),
  ];
}

function sendPicture(reply: FastifyReply, png: Buffer | null, version: string | undefined): FastifyReply {
  return reply
    .header('cache-control', version === undefined ? 'no-cache' : 'public, max-age=31536000, immutable')
    .header('cross-origin-resource-policy', 'cross-origin')
    .type('image/png')
    .send(found(png));
}

async function viewLook(tx: Tx, platform: Platform, firmId: string) {
  const host = await findHost(tx, firmId);
  return {
    ...(await getLook(tx, firmId)),
    ...{ host: host?.host ?? null, hostVerified: (host?.verifiedAt ?? null) !== null },
    namedAtSignIn: (host?.verifiedAt ?? null) !== null || (await findOnlyFirm(platform)) !== null,
    portalUrl: new URL('/portal', await portalUrlOf(tx, platform, firmId)).href,
  };
}
