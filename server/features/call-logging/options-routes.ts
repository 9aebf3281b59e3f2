import { sql } from 'kysely';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { checkDestination, checkedChanges, saveOptions } from './change-options.ts';
import { defaultOptions } from './interaction.ts';
import { loadOptions } from './options-store.ts';
import { callLoggingRoutes } from './schema.ts';

export function createOptionsRoutes(platform: Platform): BoundRoute[] {
  return [
    handle(callLoggingRoutes.getOptions, ({ scope, principal, query }) =>
      scope.read(async (tx) => {
        await checkDestination(tx, principal.firmId, query.destination);
        return await viewOptions(tx, principal.firmId, query.destination);
      }),
    ),

    handle(callLoggingRoutes.updateOptions, ({ scope, principal, query, body }) =>
      scope.write(async (tx) => {
        const { firmId } = principal;
        const changes = await checkedChanges(tx, firmId, query.destination, body);
        await saveOptions(tx, principal, query.destination, changes, platform.clock.now());
        return await viewOptions(tx, firmId, query.destination);
      }),
    ),

    handle(callLoggingRoutes.listPairRules, async ({ scope, principal }) => {
      const { rows } = await scope.read((tx) =>
        sql<{ contact_id: string; contact_name: string; matter_id: string; number: string; title: string }>`
          select p.contact_id, c.display_name as contact_name, p.matter_id, m.number, m.title
          from pair_rules p join contacts c on c.firm_id = p.firm_id and c.id = p.contact_id join matters m on m.firm_id = p.firm_id and m.id = p.matter_id
          where p.firm_id = ${principal.firmId} order by c.display_name, p.contact_id`.execute(tx),
      );
      return {
        items: rows.map((row) => ({
          contactId: row.contact_id,
          contactName: row.contact_name,
          matterId: row.matter_id,
          matterNumber: row.number,
          matterTitle: row.title,
        })),
        next: null,
      };
    }),

    handle(callLoggingRoutes.removePairRule, ({ scope, principal, params }) =>
      scope.write(async (tx) => {
        const { firmId, staffId } = principal;
        // A rule to a matter behind a wall does not exist for those outside.
        const removed = await sql<{ matter_id: string }>`
          delete from pair_rules where firm_id = ${firmId} and contact_id = ${params.contactId}
            and exists (select 1 from matters m where m.firm_id = ${firmId} and m.id = pair_rules.matter_id)
          returning matter_id`.execute(tx);
        const { matter_id } = found(removed.rows[0]);
        await audit(tx, {
          firmId,
          staffId,
          action: 'pair_rule.removed',
          subjectType: 'contact',
          subjectId: params.contactId,
          matterId: matter_id,
          at: platform.clock.now(),
        });
      }),
    ),
  ];
}

async function viewOptions(tx: Tx, firmId: string, destination: string) {
  const options = (await loadOptions(tx, firmId))(destination);
  const names = Object.entries(options);
  const defaults: Record<string, unknown> = { ...defaultOptions };
  return {
    destination,
    options,
    changed: names
      .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults[name]))
      .map(([name]) => name),
    defaults: defaultOptions,
  };
}
