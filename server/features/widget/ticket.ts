/** When a form was opened, told by the program to itself through the visitor's browser: bots answer at once, people do not. */
import type { Secrets } from '../../platform/secrets.ts';

const purpose = 'widget ticket';
/** A person needs longer to read one line. */
export const leastMs = 3_000;
/** A page that stays open over a holiday. */
const mostMs = 14 * 24 * 3_600_000;

export function issueTicket(secrets: Secrets, widgetId: string, now: Date): string {
  return secrets.seal(`${widgetId} ${now.getTime()}`, purpose).toString('base64url');
}

/** How old the form is, in ms; null: no ticket of this form's, or one that is too old. */
export function ageOf(secrets: Secrets, widgetId: string, ticket: string, now: Date): number | null {
  const [id, at] = open(secrets, ticket).split(' ');
  if (id !== widgetId) return null;
  const age = now.getTime() - Number(at);
  return age >= 0 && age <= mostMs ? age : null;
}

function open(secrets: Secrets, ticket: string): string {
  try {
    return secrets.open(Buffer.from(ticket, 'base64url'), purpose);
  } catch {
    // Nothing of ours, or cut short: no such ticket.
    return '';
  }
}
