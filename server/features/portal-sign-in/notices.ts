/** What is mailed about signing in. Under the system role; each mail stands in the outbox of one of the account's firms. */
import type { Tx } from '../../platform/db/database.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Place } from '../portal-look/index.ts';
import { defaultWords, render, type TemplateKind, type ValuesOf, wordsFor } from '../templates/index.ts';
import { listLogins } from './accounts.ts';
import { insideFirm } from './roles.ts';
import { type Texting, textChange } from './texts.ts';

type Mailing = Pick<Platform, 'jobs' | 'smtpUrl' | 'clock' | 'publicUrl'>;
type Telling = Mailing & Texting;

interface To {
  accountId: string;
  /** Empty: they come by number, and are told by text. */
  email: string;
  /** The firm that it is about; else the first that the account knows. */
  firmId?: string | null;
}

const nobodysFirm = 'your client portal';

/**
 * In the firm's name and words where the account has one firm only, or came by that firm's own address; else in ours and
 * nobody's name, so that no firm learns of another.
 */
async function mailAccount<K extends TemplateKind>(
  tx: Tx,
  platform: Mailing,
  to: To & { confidential?: boolean; byOwnAddress?: boolean },
  kind: K,
  values: (firm: string) => ValuesOf<K>,
): Promise<void> {
  const logins = await listLogins(tx, to.accountId);
  const [first] = logins;
  if (!first) return;
  const firmId = to.firmId ?? first.firmId;
  if (to.byOwnAddress && !logins.some((login) => login.firmId === firmId)) return;
  const firmsOwn = to.byOwnAddress || logins.every((login) => login.firmId === firmId);
  await insideFirm(tx, firmId, async () => {
    const { name, country } = await tx
      .selectFrom('firms')
      .select(['name', 'country'])
      .where('id', '=', firmId)
      .executeTakeFirstOrThrow();
    const words = firmsOwn
      ? await wordsFor(tx, firmId, kind, values(name))
      : render<K>(defaultWords(kind, country), values(nobodysFirm));
    const { email, confidential = false } = to;
    await queueMail(tx, platform, { firmId, to: email, inFirmsName: firmsOwn, confidential, ...words });
  });
}

/** The link leads to where the person asked for it, whose cookie it is bound to. */
export async function mailSignIn(
  tx: Tx,
  platform: Mailing,
  to: To,
  { token, code, place }: { token: string; code: string; place: Place },
): Promise<void> {
  const link = new URL(`/portal/link/${token}`, place.url).href;
  const byOwnAddress = place.firmId !== null;
  const mail = { ...to, confidential: true, byOwnAddress, ...(byOwnAddress ? { firmId: place.firmId } : {}) };
  await mailAccount(tx, platform, mail, 'sign_in', (firm) => ({ firm, link, code }));
}

export async function mailProofCode(tx: Tx, platform: Mailing, to: To, code: string): Promise<void> {
  const mail = { ...to, confidential: true };
  await mailAccount(tx, platform, mail, 'proof_code', (firm) => ({ firm, code }));
}

export async function tellNewDevice(
  tx: Tx,
  platform: Telling,
  to: To,
  { userAgent, at }: { userAgent: string; at: string },
): Promise<void> {
  if (to.email === '' && to.firmId)
    return await textChange(
      tx,
      platform,
      { accountId: to.accountId, firmId: to.firmId },
      'Somebody signed in to your client portal with a browser that we did not know.',
    );
  const device = userAgent || 'unknown browser';
  await mailAccount(tx, platform, to, 'new_device', (firm) => ({ firm, device, when: at }));
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

export async function tellFactorChange(
  tx: Tx,
  platform: Telling,
  to: To,
  change: FactorChange,
): Promise<void> {
  const signedOut = change === 'recovery_code_used' ? '' : ' You were signed out everywhere else.';
  const said = `${factorWords[change]}${signedOut}`;
  if (to.email === '' && to.firmId)
    return await textChange(tx, platform, { accountId: to.accountId, firmId: to.firmId }, said);
  await mailAccount(tx, platform, to, 'factor_changed', (firm) => ({ firm, change: said }));
}
