/** What is texted about signing in to those who come by number. Under the system role, as the mails are. */
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { queueProgramText, secretMark } from '../texts/index.ts';
import { listLogins } from './accounts.ts';
import type { NumberLogin } from './decide.ts';
import { insideFirm } from './roles.ts';

export type Texting = Pick<Platform, 'clock' | 'publicUrl' | 'secrets' | 'textSenderWord'>;

/** Behind the last line a telephone offers the code by itself, at our address only: https://wicg.github.io/sms-one-time-codes/ */
export async function textSignIn(
  tx: Tx,
  platform: Texting,
  login: NumberLogin & { number: string },
  code: string,
): Promise<void> {
  await textLogin(tx, platform, login, (firm) => ({
    kind: 'sign_in',
    words: `${secretMark} is your code to sign in at ${firm}. It works for 10 minutes. Nobody will ever ask you for it.\n\n@${platform.publicUrl.hostname} #${secretMark}`,
    secret: code,
  }));
}

/** That something about their sign-in changed; `words` end with a full stop. */
export async function textChange(
  tx: Tx,
  platform: Texting,
  login: NumberLogin,
  words: string,
): Promise<void> {
  await textLogin(tx, platform, login, (firm) => ({
    kind: 'told',
    words: `${firm}: ${words} If that was not you, call us at once.`,
  }));
}

async function textLogin(
  tx: Tx,
  platform: Texting,
  { accountId, firmId }: NumberLogin,
  say: (firm: string) => { kind: 'sign_in' | 'told'; words: string; secret?: string },
): Promise<void> {
  const [login] = await listLogins(tx, accountId);
  if (!login || login.firmId !== firmId) return;
  const { portalUserId } = login;
  await insideFirm(tx, firmId, async () => {
    const { name } = await tx
      .selectFrom('firms')
      .select('name')
      .where('id', '=', firmId)
      .executeTakeFirstOrThrow();
    await queueProgramText(tx, platform, { firmId, portalUserId, conversationId: null, ...say(name) });
  });
}
