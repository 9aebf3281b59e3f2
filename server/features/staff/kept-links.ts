/** Sign-in links and codes that owners read in the outbox, because no mail server carries them: each look is noted. */
import { sql } from 'kysely';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';

interface Kept {
  id: string;
  recipient: string;
  confidential: boolean;
  state: string;
  matter_id: string | null;
}

/** While it is kept, the owner hands it over; once it went out, it is its reader's alone. */
export const showsLink = ({ confidential, state }: Pick<Kept, 'confidential' | 'state'>) =>
  confidential && state === 'kept';

/** A screen asks for the same mails again by itself: that is one look. */
const oneLookMs = 60 * 60_000;

/** Who read whose link, and when. Nothing of the mail itself, whose words may hold the code. */
export async function noteKeptLinks(
  tx: Tx,
  reader: { firmId: string; staffId: string; now: Date },
  mails: readonly Kept[],
): Promise<void> {
  const shown = mails.filter(showsLink);
  if (shown.length === 0) return;
  const { firmId, staffId, now } = reader;
  const { rows } = await sql<{ subject_id: string }>`
    select distinct subject_id from audit_log
    where firm_id = ${firmId} and subject_type = 'mail' and subject_id = any(${shown.map(({ id }) => id)}::uuid[])
      and staff_id = ${staffId} and action = 'mail.link_read' and at > ${new Date(now.getTime() - oneLookMs)}`.execute(
    tx,
  );
  const noted = new Set(rows.map(({ subject_id: id }) => id));
  for (const { id, recipient, matter_id: matterId } of shown) {
    if (noted.has(id)) continue;
    await audit(tx, {
      ...{ firmId, staffId, action: 'mail.link_read', subjectType: 'mail', subjectId: id, matterId },
      ...{ detail: { name: recipient }, at: now },
    });
  }
}
