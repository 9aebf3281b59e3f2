/** What is mailed about signing in. Under the system role; each mail stands in the outbox of one of the account's firms. */
import type { Tx } from '../../platform/db/database.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { listLogins } from './accounts.ts';
import { insideFirm } from './roles.ts';

type Mailing = Pick<Platform, 'jobs' | 'smtpUrl' | 'clock' | 'publicUrl'>;

interface To {
  accountId: string;
  email: string;
  /** The firm that it is about; else the first that the account knows. */
  firmId?: string | null;
}

/** Who writes: the firm's name where the account has one firm only, so that no firm learns of another. */
async function mailAccount(
  tx: Tx,
  platform: Mailing,
  to: To,
  mail: (from: string) => { subject: string; body: string; confidential?: boolean },
): Promise<void> {
  const logins = await listLogins(tx, to.accountId);
  const [first] = logins;
  if (!first) return;
  const firmId = to.firmId ?? first.firmId;
  const oneFirm = logins.every((login) => login.firmId === firmId);
  await insideFirm(tx, firmId, async () => {
    const { name } = await tx
      .selectFrom('firms')
      .select('name')
      .where('id', '=', firmId)
      .executeTakeFirstOrThrow();
    const from = oneFirm ? name : 'your client portal';
    await queueMail(tx, platform, { firmId, to: to.email, ...mail(from) });
  });
}

const ifNot =
  'If this was not you, tell your law firm at once; nobody else can see your messages with this mail alone.';

export async function mailSignIn(
  tx: Tx,
  platform: Mailing,
  to: To,
  { token, code }: { token: string; code: string },
): Promise<void> {
  const link = new URL(`/portal/link/${token}`, platform.publicUrl).href;
  await mailAccount(tx, platform, to, (from) => ({
    subject: `Sign in to ${from}`,
    body: [
      'Hello,',
      `to sign in to ${from}, follow this link in the browser where you asked for it:`,
      link,
      'In another browser or on another device, type this code:',
      code,
      'The link works once, for 15 minutes; the code once, for 10 minutes. If you did not ask for them, ignore this mail and tell nobody the code: the firm never asks you for it.',
    ].join('\n\n'),
    confidential: true,
  }));
}

export async function mailProofCode(tx: Tx, platform: Mailing, to: To, code: string): Promise<void> {
  await mailAccount(tx, platform, to, (from) => ({
    subject: `Your code for ${from}`,
    body: `Hello,\n\nto go on in ${from}, type this code:\n\n${code}\n\nIt works once, for 10 minutes, and only where you are signed in already. ${ifNot}\n`,
    confidential: true,
  }));
}

export async function mailNewDevice(
  tx: Tx,
  platform: Mailing,
  to: To,
  device: { userAgent: string; at: string },
): Promise<void> {
  await mailAccount(tx, platform, to, (from) => ({
    subject: `New device signed in to ${from}`,
    body: `Hello,\n\nsomebody signed in to ${from} with your e-mail address from a browser that we have not seen before:\n\n${device.userAgent || 'unknown browser'}\n${device.at}\n\nIf that was you, there is nothing to do. You see all places where you are signed in, and can end them, under Account. ${ifNot}\n`,
  }));
}

export type FactorChange =
  | 'authenticator_added'
  | 'authenticator_removed'
  | 'passkey_added'
  | 'passkey_removed'
  | 'recovery_codes_made'
  | 'recovery_code_used';

const factorWords: Readonly<Record<FactorChange, string>> = {
  authenticator_added: 'An authenticator app was set up as your second step of signing in.',
  authenticator_removed: 'The authenticator app was removed from your sign-in.',
  passkey_added: 'A passkey was set up as your second step of signing in.',
  passkey_removed: 'A passkey was removed from your sign-in.',
  recovery_codes_made: 'New recovery codes were made; those from before work no longer.',
  recovery_code_used: 'One of your recovery codes was used to sign in. It works no more.',
};

export async function mailFactorChange(
  tx: Tx,
  platform: Mailing,
  to: To,
  change: FactorChange,
): Promise<void> {
  await mailAccount(tx, platform, to, (from) => ({
    subject: `Your sign-in to ${from} changed`,
    body: `Hello,\n\n${factorWords[change]}${change === 'recovery_code_used' ? '' : ' You were signed out everywhere else.'} ${ifNot}\n`,
  }));
}
