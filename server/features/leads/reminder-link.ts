/** The link at the foot of a reminder: whoever has it ends the reminders to whom the mail was sent, and can do nothing else. */
import { z } from 'zod';
import type { Platform } from '../../platform/platform.ts';

const purpose = 'end reminders';
const content = z.tuple([z.uuid(), z.uuid()]);

export interface ReminderRecipient {
  firmId: string;
  contactId: string;
}

export function reminderLink(
  { secrets, publicUrl }: Pick<Platform, 'secrets' | 'publicUrl'>,
  { firmId, contactId }: ReminderRecipient,
): string {
  const token = secrets.seal(JSON.stringify([firmId, contactId]), purpose).toString('base64url');
  return new URL(`/reminders/${token}`, publicUrl).href;
}

/** null: it is none of ours. */
export function readReminderToken(
  { secrets }: Pick<Platform, 'secrets'>,
  token: string,
): ReminderRecipient | null {
  try {
    const [firmId, contactId] = content.parse(
      JSON.parse(secrets.open(Buffer.from(token, 'base64url'), purpose)),
    );
    return { firmId, contactId };
  } catch {
    return null;
  }
}
