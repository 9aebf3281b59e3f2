import { audit } from '../../platform/audit.ts';
import { actorOf, expectedVersion } from '../../platform/change.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Scanner } from './clamd.ts';
import { createLink, getFile, releaseFile, saveToMatter, withdrawFile } from './file-acts.ts';
import { listReads } from './files-store.ts';
import { listHeld, releaseUpload } from './held.ts';
import type { FileListener } from './listeners.ts';
import { listOwnFiles } from './own-files.ts';
import { portalPerson, staffPerson } from './person.ts';
import { portalFileRoutes as portal, fileRoutes as routes } from './schema.ts';
import { changeSettings, readSettings } from './settings-store.ts';
import { type FileSource, findInSources } from './sources.ts';
import { answerCreation, answerPart, answerUpload, removeOwnUpload, type TusDeps } from './tus-routes.ts';
import { listUploads, scanAgain, uploadDocuments } from './upload-acts.ts';

export type RouteDeps = TusDeps &
  Pick<Platform, 'secrets' | 'filesUrl'> & {
    scanner: Scanner | null;
    listeners: readonly FileListener[];
    sources: readonly FileSource[];
  };

export function createFileRoutes(deps: RouteDeps): BoundRoute[] {
  const { clock } = deps;
  return [
    ...uploadRoutes(deps),
    handle(routes.listHeld, ({ scope, principal }) => scope.read((tx) => listHeld(tx, principal.firmId))),
    handle(routes.releaseUpload, ({ scope, principal, params, body }) =>
      scope.write((tx) => releaseUpload(tx, actorOf(principal, clock), params.id, body.reason)),
    ),
    handle(routes.releaseFile, ({ scope, principal, params, body }) =>
      scope.write((tx) => releaseFile(tx, deps, actorOf(principal, clock), params.id, body.reason)),
    ),
    handle(routes.getFile, ({ scope, principal, params }) =>
      getFile(deps, scope, principal.firmId, params.id),
    ),
    handle(routes.createLink, ({ scope, principal, params, body }) =>
      createLink(deps, scope, principal, { ...params, ...body }),
    ),
    handle(routes.withdraw, ({ scope, principal, params }) =>
      withdrawFile(
        deps,
        scope,
        { ...staffPerson(principal), administers: principal.role !== 'member' },
        params.id,
      ),
    ),
    handle(routes.listReads, ({ scope, principal, params }) =>
      scope.read(async (tx) => {
        found(await findInSources(deps.sources, tx, principal.firmId, params.id));
        return { items: await listReads(tx, principal.firmId, params.id), next: null };
      }),
    ),
    handle(routes.saveToMatter, ({ scope, principal, params, body }) =>
      scope.write((tx) => saveToMatter(tx, deps, actorOf(principal, clock), params.id, body)),
    ),
    handle(routes.getSettings, async ({ scope, principal }) => ({
      ...(await scope.read((tx) => readSettings(tx, principal.firmId))),
      scanner: await versionOf(deps.scanner),
    })),
    handle(routes.updateSettings, async ({ scope, principal, body, request }) => {
      const { version, ...patch } = body;
      const { firmId, staffId, now } = actorOf(principal, clock);
      const settings = await scope.write(async (tx) => {
        const changed = await changeSettings(
          tx,
          firmId,
          known(patch),
          expectedVersion(request.headers, version),
          now,
        );
        const action = 'file_settings.changed';
        await audit(tx, {
          firmId,
          staffId,
          action,
          subjectType: 'file_settings',
          subjectId: firmId,
          detail: patch,
          at: now,
        });
        return changed;
      });
      return { ...settings, scanner: await versionOf(deps.scanner) };
    }),
  ];
}

async function versionOf(scanner: Scanner | null): Promise<string | null> {
  return (await scanner?.version().catch(() => null)) ?? null;
}

/** Without what was not said. */
function known<T extends object>(patch: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const said: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  return Object.assign(
    said,
    Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)),
  );
}

function uploadRoutes(deps: RouteDeps): BoundRoute[] {
  return [
    handle(routes.createUpload, ({ principal, request, reply }) =>
      answerCreation(deps, staffPerson(principal), { request, reply }),
    ),
    handle(routes.patchUpload, ({ principal, params, request, reply }) =>
      answerPart(deps, staffPerson(principal), params.id, { request, reply }),
    ),
    handle(routes.getUpload, ({ principal, params, request, reply }) =>
      answerUpload(deps, staffPerson(principal), params.id, { request, reply }),
    ),
    handle(routes.listUploads, ({ principal, query }) => listUploads(deps, staffPerson(principal), query)),
    handle(routes.removeUpload, ({ principal, params }) =>
      removeOwnUpload(deps, staffPerson(principal), params.id),
    ),
    handle(routes.scanUpload, ({ principal, params }) => scanAgain(deps, staffPerson(principal), params.id)),
    handle(routes.uploadDocuments, ({ scope, principal, body }) =>
      uploadDocuments(deps, scope, staffPerson(principal), body),
    ),
  ];
}

export function createPortalFileRoutes(deps: RouteDeps): BoundRoute[] {
  return [
    handle(portal.createUpload, ({ principal, request, reply }) =>
      answerCreation(deps, portalPerson(principal), { request, reply }),
    ),
    handle(portal.patchUpload, ({ principal, params, request, reply }) =>
      answerPart(deps, portalPerson(principal), params.id, { request, reply }),
    ),
    handle(portal.getUpload, ({ principal, params, request, reply }) =>
      answerUpload(deps, portalPerson(principal), params.id, { request, reply }),
    ),
    handle(portal.listUploads, ({ principal, query }) => listUploads(deps, portalPerson(principal), query)),
    handle(portal.removeUpload, ({ principal, params }) =>
      removeOwnUpload(deps, portalPerson(principal), params.id),
    ),
    handle(portal.scanUpload, ({ principal, params }) => scanAgain(deps, portalPerson(principal), params.id)),
    handle(portal.listFiles, ({ scope, principal, query }) =>
      scope.read((tx) => listOwnFiles(tx, principal, query)),
    ),
    handle(portal.getFile, ({ scope, principal, params }) =>
      getFile(deps, scope, principal.firmId, params.id),
    ),
    handle(portal.createLink, ({ scope, principal, params, body }) =>
      createLink(deps, scope, principal, { ...params, ...body }),
    ),
    handle(portal.withdraw, ({ scope, principal, params }) =>
      withdrawFile(deps, scope, { ...portalPerson(principal), administers: false }, params.id),
    ),
  ];
}
