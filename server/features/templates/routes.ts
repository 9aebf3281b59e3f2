import { z } from 'zod';
import { actorOf, expectedVersion } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import {
  isTemplateKind,
  type TemplateKind,
  templateKinds,
  templates,
  type Words,
} from './catalogue/index.ts';
import { templateRoutes as routes } from './schema.ts';
import {
  changeTemplate,
  changeTemplateSettings,
  type KeptTemplate,
  listKept,
  listVersions,
  readTemplateSettings,
} from './store.ts';
import { defaultWords, faultsOf, render, samplesOf } from './words.ts';

/** @throws not_found */
function kindOf({ kind }: { kind: string }): TemplateKind {
  return found(isTemplateKind(kind) ? kind : null);
}

const cursor = z.tuple([z.number().int()]);

export function createTemplateRoutes({ clock }: Pick<Platform, 'clock'>): BoundRoute[] {
  return [
    handle(routes.list, ({ principal: { firmId }, scope }) =>
      scope.read(async (tx) => {
        const kept = new Map((await listKept(tx, firmId)).map((one) => [one.kind, one]));
        const { country } = await findFirm(tx, firmId);
        return { items: templateKinds.map((kind) => viewOf(kind, country, kept.get(kind))), next: null };
      }),
    ),
    handle(routes.change, ({ params, body, principal, scope, request }) =>
      scope.write(async (tx) => {
        const kind = kindOf(params);
        const expected = expectedVersion(request.headers, body.version);
        const words = { subject: body.subject.trim(), body: body.body.replaceAll('\r\n', '\n').trim() };
        await changeTemplate(tx, actorOf(principal, clock), kind, words, expected);
        return await readOne(tx, principal.firmId, kind);
      }),
    ),
    handle(routes.backToDefault, ({ params, principal, scope, request }) =>
      scope.write(async (tx) => {
        const kind = kindOf(params);
        const expected = expectedVersion(request.headers, undefined);
        await changeTemplate(tx, actorOf(principal, clock), kind, null, expected);
        return await readOne(tx, principal.firmId, kind);
      }),
    ),
    handle(routes.preview, ({ params, body, principal: { firmId }, scope }) =>
      scope.read(async (tx) => {
        const kind = kindOf(params);
        const words: Words = { subject: body.subject, body: body.body };
        const settings = await readTemplateSettings(tx, firmId);
        const { name } = await findFirm(tx, firmId);
        const samples = samplesOf(kind, name);
        return { ...render(words, samples), faults: faultsOf(kind, words, settings) };
      }),
    ),
    handle(routes.versions, ({ query, principal: { firmId }, scope }) =>
      scope.read(async (tx) => {
        const { kind } = query;
        const before = query.after === undefined ? null : decodeCursor(query.after, cursor)[0];
        const rows = await listVersions(tx, firmId, kind, { limit: query.limit + 1, before });
        const { country } = await findFirm(tx, firmId);
        return toPage(
          rows,
          query.limit,
          (row) => [row.version],
          ({ version, words, changedAt, changedBy }) => ({
            ...{ version, own: words !== null, changedAt: changedAt.toISOString(), changedBy },
            ...(words ?? defaultWords(kind, country)),
          }),
        );
      }),
    ),
    handle(routes.getSettings, ({ principal: { firmId }, scope }) =>
      scope.read((tx) => readTemplateSettings(tx, firmId)),
    ),
    handle(routes.patchSettings, ({ body, principal, scope, request }) =>
      scope.write((tx) => {
        const expected = expectedVersion(request.headers, body.version);
        return changeTemplateSettings(tx, actorOf(principal, clock), body.namesMatter, expected);
      }),
    ),
  ];
}

async function findFirm(tx: Tx, firmId: string): Promise<{ name: string; country: string }> {
  const row = await tx
    .selectFrom('firms')
    .select(['name', 'country'])
    .where('id', '=', firmId)
    .executeTakeFirst();
  return found(row);
}

async function readOne(tx: Tx, firmId: string, kind: TemplateKind) {
  const [kept] = await listKept(tx, firmId, kind);
  return viewOf(kind, (await findFirm(tx, firmId)).country, kept);
}

function viewOf(kind: TemplateKind, country: string, kept: KeptTemplate | undefined) {
  const { channel, group, placeholders, mustSay = [] } = templates[kind];
  const ours = defaultWords(kind, country);
  const own = kept?.words ?? null;
  return {
    ...{ kind, channel, group, mustSay: [...mustSay], own: own !== null, ...(own ?? ours) },
    ...{ defaultSubject: ours.subject, defaultBody: ours.body },
    placeholders: Object.entries(placeholders).map(([name, facts]) => ({ name, ...facts })),
    version: kept?.version ?? 0,
    changedAt: kept?.changedAt.toISOString() ?? null,
    changedBy: kept?.changedBy ?? '',
  };
}
