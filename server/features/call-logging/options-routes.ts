import { sql } from 'kysely';
import { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';
import { toE164 } from '../practice/index.ts';
import { embeddedDestination } from './entries-store.ts';
import { defaultOptions, type Options } from './interaction.ts';
import { loadOptions, optionsOverride } from './options-store.ts';
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
        const { destination } = query;
        await checkDestination(tx, firmId, destination);
        const changes = optionsOverride.parse(body);
        if (changes.blockList) changes.blockList = await normaliseBlockList(tx, firmId, changes.blockList);
        await checkStaff(tx, firmId, changes);
        refuseWithoutService(changes);
        const now = platform.clock.now();
        await sql`insert into call_logging_options (firm_id, destination, options, updated_at)
          values (${firmId}, ${destination}, ${JSON.stringify(changes)}::jsonb, ${now})
          on conflict (firm_id, destination) do update set options = call_logging_options.options || excluded.options, updated_at = excluded.updated_at`.execute(
          tx,
        );
        await audit(tx, {
          firmId,
          staffId: principal.staffId,
          action: 'options.changed',
          subjectType: 'options',
          subjectId: null,
          detail: { destination, changes },
          at: now,
        });
        await appendEvents(tx, firmId, [{ type: 'options.changed', subjectId: firmId }]);
        return await viewOptions(tx, firmId, destination);
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

/** The firm's own options (''), those of its own record, or those of one of its connections. */
async function checkDestination(tx: Tx, firmId: string, destination: string): Promise<void> {
  if (destination === '' || destination === embeddedDestination) return;
  const known = z.uuid().safeParse(destination).success
    ? await tx
        .selectFrom('connections')
        .select('id')
        .where('firm_id', '=', firmId)
        .where('id', '=', destination)
        .executeTakeFirst()
    : undefined;
  if (!known) throw problem('not_found', 'There is no such destination.');
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

async function normaliseBlockList(tx: Tx, firmId: string, numbers: readonly string[]): Promise<string[]> {
  const firm = await tx
    .selectFrom('firms')
    .select('country')
    .where('id', '=', firmId)
    .executeTakeFirstOrThrow();
  return numbers.map((text, index) => {
    const number = toE164(text, firm.country);
    if (number === null)
      throw problem('invalid_input', `“${text}” cannot be read as a phone number.`, {
        fields: [{ field: `blockList.${index}`, message: 'Not a phone number' }],
      });
    return number;
  });
}

/** Both need a speech service, and none can be connected yet: a switch that did nothing would be a false promise. */
function refuseWithoutService(changes: {
  transcription?: boolean | undefined;
  summary?: boolean | undefined;
}): void {
  for (const field of ['transcription', 'summary'] as const) {
    if (changes[field]) {
      throw problem('invalid_input', 'No speech service is connected.', {
        fields: [{ field, message: 'Needs a connected speech service' }],
      });
    }
  }
}

async function checkStaff(
  tx: Tx,
  firmId: string,
  changes: { [K in keyof Options]?: Options[K] | undefined },
): Promise<void> {
  const named = changes.defaultTaskAssignee?.rule === 'staff' ? [changes.defaultTaskAssignee.staffId] : [];
  const ids = [...named, ...(Array.isArray(changes.seats) ? changes.seats : [])];
  if (ids.length === 0) return;
  const { rows } = await sql<{
    id: string;
  }>`select id::text from staff_members where firm_id = ${firmId} and id::text = any(${ids}::text[])`.execute(
    tx,
  );
  const known = new Set(rows.map((row) => row.id));
  if (ids.some((id) => !known.has(id)))
    throw problem('invalid_input', 'One of them is not on the firm’s staff.', {
      fields: [{ field: named.length > 0 ? 'defaultTaskAssignee' : 'seats', message: 'Not on the staff' }],
    });
}
