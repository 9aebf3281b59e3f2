import { DateTime } from 'luxon';
import { audit } from '../../platform/audit.ts';
import { actorOf, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { firmFacts } from '../firms/index.ts';
import { toCsv } from '../practice/index.ts';
import { readChainState, saveAnchorMail } from './chain-store.ts';
import { checkAuditLog, keepCheck } from './check.ts';
import { listEntries } from './entries-store.ts';
import { type AuditEntry, type EntryFilters, auditLogRoutes as routes } from './schema.ts';
import { sealAll } from './seal-round.ts';

/** A spreadsheet takes no more. */
const mostRows = 100_000;
const header = ['When', 'Who', 'Action', 'Kind', 'What', 'Matter', 'Id', 'Details'];

export function createAuditLogRoutes(platform: Platform): BoundRoute[] {
  const { clock } = platform;
  return [
    handle(routes.listAudit, ({ query, principal: { firmId }, scope }) =>
      scope.read((tx) => listEntries(tx, firmId, query)),
    ),
    handle(routes.auditCsv, async ({ query, principal, scope, reply }) => {
      const actor = actorOf(principal, clock);
      const csv = await scope.write(async (tx) => {
        const rows = await allEntries(tx, actor.firmId, query);
        await audit(tx, {
          ...{ firmId: actor.firmId, staffId: actor.staffId, at: actor.now },
          ...{ action: 'audit_log.exported', subjectType: 'audit_log', subjectId: null },
          detail: { ...query, rows: rows.length },
        });
        return toCsv(header, await toCells(tx, actor.firmId, rows));
      });
      return await reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="audit-log.csv"')
        .send(csv);
    }),
    handle(routes.getChain, ({ principal: { firmId }, scope }) =>
      scope.read((tx) => readChainState(tx, firmId)),
    ),
    handle(routes.checkChain, async ({ body, principal, scope }) => {
      const actor = actorOf(principal, clock);
      const { firmId } = actor;
      await sealAll(platform, firmId);
      const check = await checkAuditLog(platform, firmId, body.noted ? [body.noted] : []);
      return await scope.write(async (tx) => {
        await keepCheck(tx, actor, check);
        await recordChange(tx, actor, {
          ...{ action: 'audit_log.checked', id: firmId },
          detail: { whole: check.broken === null },
        });
        return await readChainState(tx, firmId);
      });
    }),
    handle(routes.changeAnchors, ({ body, principal, scope }) =>
      scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        await saveAnchorMail(tx, actor.firmId, body.mail);
        await recordChange(tx, actor, { action: 'audit_log.changed', id: actor.firmId, detail: body });
        return await readChainState(tx, actor.firmId);
      }),
    ),
  ];
}

async function allEntries(tx: Tx, firmId: string, query: EntryFilters): Promise<AuditEntry[]> {
  const all: AuditEntry[] = [];
  let after: string | undefined;
  do {
    const page = await listEntries(tx, firmId, { ...query, limit: 2000, after });
    all.push(...page.items);
    after = page.next ?? undefined;
    if (all.length > mostRows) throw problem('invalid_input', 'These are too many: choose a shorter time.');
  } while (after !== undefined);
  return all;
}

async function toCells(tx: Tx, firmId: string, entries: readonly AuditEntry[]) {
  const { timeZone } = await firmFacts(tx, firmId);
  return entries.map((entry) => [
    DateTime.fromISO(entry.at, { zone: timeZone }).toFormat('yyyy-MM-dd HH:mm:ss'),
    entry.whoName ?? ((entry.staffId ?? entry.portalUserId) ? 'somebody' : 'Matterline'),
    entry.action,
    entry.subjectType,
    entry.subjectName ?? '',
    entry.matterName ?? '',
    entry.subjectId ?? '',
    JSON.stringify(entry.detail ?? {}),
  ]);
}
