import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { queueProgramText } from '../texts/index.ts';

export type Telling = Pick<
  Platform,
  'jobs' | 'smtpUrl' | 'clock' | 'publicUrl' | 'secrets' | 'textSenderWord'
>;

export type Told = 'asked' | 'confirmed' | 'done' | 'stopped';

const words: Record<Told, (firm: string) => string> = {
  asked: (firm) =>
    `somebody told ${firm} that you have lost every second step of signing in to its client portal (passkey, authenticator app and recovery codes), and asked to begin anew.`,
  confirmed: (firm) =>
    `${firm} has confirmed that you lost every second step of signing in to its client portal. In 24 hours they can be taken away.`,
  done: (firm) =>
    `your second steps of signing in were taken away, and you were signed out everywhere. Sign in with a link as before; then ${firm} reads out eight figures to you, which you type. After that, set up a second step again.`,
  stopped: () => 'your second steps of signing in stay as they are: what was asked for is over.',
};

/** At each address that the firm has of them, so that whoever did not ask for it notices. */
export async function tellOwner(
  tx: Tx,
  platform: Telling,
  of: { firmId: string; portalUserId: string },
  told: Told,
): Promise<void> {
  const { firmId, portalUserId } = of;
  const { rows } = await sql<{ email: string; firm: string }>`
    select distinct on (lower(a.email)) a.email, f.name as firm
    from portal_users u join firms f on f.id = ${firmId}
    cross join lateral (select u.email union all
      select e.email from contact_emails e where e.firm_id = ${firmId} and e.contact_id = u.contact_id) a(email)
    where u.firm_id = ${firmId} and u.id = ${portalUserId} and a.email <> '' order by lower(a.email)`.execute(
    tx,
  );
  const object =
    told === 'asked' || told === 'confirmed'
      ? 'If that was not you, call the firm at once, by a number that you know: they stop it. Signing in with your second step stops it, too.'
      : 'If you did not expect this, call the firm at once, by a number that you know.';
  for (const { email, firm } of rows)
    await queueMail(tx, platform, {
      ...{ firmId, to: email, automatic: true },
      subject: `Your sign-in to the portal of ${firm}`,
      body: `Hello,\n\n${words[told](firm)}\n\n${object}\n`,
    });
  await textOwner(tx, platform, of, told);
}

const texts: Record<Told, string> = {
  asked:
    'somebody told us that you lost every second step of signing in to our portal, and asked to begin anew.',
  confirmed: 'in 24 hours your second steps of signing in to our portal can be taken away.',
  done: 'your second steps of signing in to our portal were taken away. Call us: we read you a code.',
  stopped: 'your second steps of signing in to our portal stay as they are.',
};

/** Whoever comes by number is told there. */
async function textOwner(
  tx: Tx,
  platform: Telling,
  { firmId, portalUserId }: { firmId: string; portalUserId: string },
  told: Told,
): Promise<void> {
  const { rows } = await sql<{ firm: string }>`
    select f.name as firm from portal_users u join firms f on f.id = ${firmId}
    where u.firm_id = ${firmId} and u.id = ${portalUserId} and u.number is not null`.execute(tx);
  for (const { firm } of rows)
    await queueProgramText(tx, platform, {
      ...{ firmId, portalUserId, conversationId: null, kind: 'told' },
      words: `${firm}: ${texts[told]} If you did not expect this, call us at once.`,
    });
}
