/** Conversations made through the program's own API. */
import { z } from 'zod';
import type { TestStaff } from '../server/testing/app.ts';
import type { TestPortalUser } from '../server/testing/portal-user.ts';
import type { Office } from './firm.ts';

const created = z.object({ id: z.string() });

/** The id of what was made. */
export async function post(who: TestStaff | TestPortalUser, path: string, body: unknown): Promise<string> {
  const answer = await who.call('POST', path, body);
  if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
  return created.parse(JSON.parse(answer.body)).id;
}

/** How long the firm's messages to people outside wait before they leave. */
export async function undoFor(office: Office, undoSeconds: number): Promise<void> {
  await office.owner.call('PATCH', '/api/v1/portal-settings', { undoSeconds });
}
