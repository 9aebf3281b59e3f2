/** The client hears of it by the way that was known before: a change that somebody else asked for comes to light. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db/database.ts';
import { queueMail } from '../../../platform/mail.ts';
import type { Platform } from '../../../platform/platform.ts';

const words = {
  asked: {
    subject: 'A change of your bank details',
    body: 'we were asked to change the bank details that we hold for you. They do not change before a second person here has approved it.',
  },
  changed: {
    subject: 'Your bank details were changed',
    body: 'the bank details that we hold for you were changed.',
  },
} as const;

/** To every e-mail address of the matter's clients; neither an account nor the matter is named. */
export async function tellClients(
  tx: Tx,
  sender: Pick<Platform, 'jobs' | 'smtpUrl' | 'clock'>,
  firmId: string,
  matterId: string,
  what: keyof typeof words,
): Promise<void> {
  const { rows } = await sql<{ email: string; name: string; firm: string }>`
    select distinct e.email, coalesce(nullif(c.first_name, ''), c.display_name) as name, f.name as firm
    from matter_parties p
    join contacts c on c.firm_id = ${firmId} and c.id = p.contact_id
    join contact_emails e on e.firm_id = ${firmId} and e.contact_id = c.id
    join firms f on f.id = ${firmId}
    where p.firm_id = ${firmId} and p.matter_id = ${matterId} and p.is_client order by e.email`.execute(tx);
  const { subject, body } = words[what];
  for (const { email, name, firm } of rows)
    await queueMail(tx, sender, {
      firmId,
      to: email,
      subject,
      body: [
        `Hello ${name},`,
        body,
        'If you know nothing of this, telephone us at once, on a number that you know, not on one from an e-mail.',
        'We never write account numbers in an e-mail, and you should not either.',
        firm,
      ].join('\n\n'),
    });
}
