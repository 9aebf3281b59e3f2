/** Slots that are asked for again and again. */
import { sql } from 'kysely';
import type { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { slotList } from './shapes.ts';
import './tables.ts';

export async function listTemplates(tx: Tx, firmId: string) {
  const rows = await tx
    .selectFrom('request_templates')
    .select(['id', 'name', 'slots'])
    .where('firm_id', '=', firmId)
    .orderBy(sql`lower(name)`)
    .limit(200)
    .execute();
  return rows.map(({ id, name, slots }) => ({ id, name, slots: slotList.parse(slots) }));
}

/** One of the same name takes these slots from here on. */
export async function keepTemplate(
  tx: Tx,
  { firmId, staffId, now }: Actor,
  name: string,
  slots: z.output<typeof slotList>,
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    insert into request_templates (firm_id, id, name, slots, created_at)
    values (${firmId}, ${newId()}, ${name}, ${JSON.stringify(slots)}::jsonb, ${now})
    on conflict (firm_id, lower(name)) do update set name = excluded.name, slots = excluded.slots returning id`.execute(
    tx,
  );
  await audit(tx, {
    ...{
      firmId,
      staffId,
      action: 'file_request_template.kept',
      subjectType: 'file_request_template',
      at: now,
    },
    ...{ subjectId: found(rows[0]).id, detail: { name, slots: slots.length } },
  });
}

export async function removeTemplate(tx: Tx, { firmId, staffId, now }: Actor, id: string): Promise<void> {
  const gone = found(
    await tx
      .deleteFrom('request_templates')
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .returning('name')
      .executeTakeFirst(),
  );
  await audit(tx, {
    ...{ firmId, staffId, action: 'file_request_template.removed', subjectType: 'file_request_template' },
    ...{ subjectId: id, detail: { name: gone.name }, at: now },
  });
}
