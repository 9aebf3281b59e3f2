/** SQL that several parts of the connections share. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';

export interface Due {
  firmId: string;
  id: string;
  vendor: string;
}

/** Connections across firms that `where` names; the system role sees only what finding work needs. */
export async function listDue(tx: Tx, where: ReturnType<typeof sql<boolean>>, most = 200): Promise<Due[]> {
  const { rows } = await sql<{ firm_id: string; id: string; vendor: string }>`
    select firm_id, id, vendor from connections where ${where} order by last_served_at nulls first, id limit ${most}`.execute(
    tx,
  );
  return rows.map((row) => ({ firmId: row.firm_id, id: row.id, vendor: row.vendor }));
}

/** One mail to each who may mend it. */
export async function mailAdministrators(
  tx: Tx,
  platform: Platform,
  firmId: string,
  mail: { subject: string; body: string },
): Promise<void> {
  const { rows } = await sql<{ email: string; first_name: string }>`
    select email, first_name from staff_members
    where firm_id = ${firmId} and active and role in ('owner', 'administrator') and email <> '' order by id`.execute(
    tx,
  );
  for (const { email, first_name } of rows)
    await queueMail(tx, platform, {
      firmId,
      to: email,
      subject: mail.subject,
      body: `Hello ${first_name},\n\n${mail.body}\n`,
    });
}

export function pageOf({ publicUrl }: Pick<Platform, 'publicUrl'>, connectionId: string): string {
  return new URL(`/settings/connections/${connectionId}`, publicUrl).href;
}

export async function changed(tx: Tx, firmId: string, id: string): Promise<void> {
  await appendEvents(tx, firmId, [{ type: 'connection.changed', subjectId: id }]);
}
