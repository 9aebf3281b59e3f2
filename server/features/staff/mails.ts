import type { Tx } from '../../platform/db/database.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { findLogin, firmsOfLogin } from './logins.ts';

/** A mail to a login stands in the outbox of one of its firms; a login that works nowhere gets none. */
async function mailToLogin(
  platform: Platform,
  email: string,
  mail: { subject: string; body: string },
): Promise<void> {
  const firm = await platform.database.system(async (tx) => {
    const login = await findLogin(tx, email.toLowerCase());
    return login ? (await firmsOfLogin(tx, login.id))[0] : undefined;
  });
  if (!firm) return;
  await platform.database
    .firm(firm.id)
    .write((tx) => queueMail(tx, platform, { ...mail, firmId: firm.id, to: email, confidential: true }));
}

export async function mailCode(platform: Platform, email: string, code: string): Promise<void> {
  await mailToLogin(platform, email, {
    subject: `${code} is your Matterline code`,
    body: `Your code to sign in to Matterline:\n\n${code}\n\nIt works once, for ten minutes. If you did not ask for it, ignore this mail and tell nobody the code.\n`,
  });
}

export async function mailPasswordReset(platform: Platform, email: string, token: string): Promise<void> {
  const link = new URL('/reset-password', platform.publicUrl);
  link.searchParams.set('token', token);
  await mailToLogin(platform, email, {
    subject: 'Choose a new Matterline password',
    body: `Choose a new password here:\n\n${link.href}\n\nThe link works once, for one hour. If you did not ask for it, ignore this mail: your password stays as it is.\n`,
  });
}

/** Tells both addresses, so that nobody loses a sign-in without noticing. */
export async function mailLoginMoved(
  tx: Tx,
  platform: Platform,
  moved: { firmId: string; firmName: string; firstName: string; from: string; to: string },
): Promise<void> {
  for (const to of [moved.from, moved.to])
    await queueMail(tx, platform, {
      firmId: moved.firmId,
      to,
      subject: 'Your Matterline sign-in has a new e-mail address',
      body: `Hello ${moved.firstName},\n\nan administrator of ${moved.firmName} changed the address that you sign in to Matterline with:\n\nfrom ${moved.from}\nto ${moved.to}\n\nYour password stays as it is. If you did not expect this, speak to your administrator.\n`,
    });
}

export async function mailInvitation(
  tx: Tx,
  platform: Platform,
  invitation: { firmId: string; firmName: string; email: string; firstName: string; token: string },
): Promise<void> {
  const link = new URL(`/invitation/${invitation.token}`, platform.publicUrl);
  await queueMail(tx, platform, {
    firmId: invitation.firmId,
    to: invitation.email,
    subject: `${invitation.firmName} invites you to Matterline`,
    body: `Hello ${invitation.firstName},\n\n${invitation.firmName} invites you to work in Matterline. Start here:\n\n${link.href}\n\nThe link works for seven days.\n`,
    confidential: true,
  });
}
