/** Two who turned out to be one person: who said stop with one number is texted on none. */
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { addConsent, readNumberStates } from './consent-store.ts';
import { contactNumbers } from './own-numbers.ts';

/** The numbers that were opted out because another one of the person was. Program's scope. */
export async function stopEveryNumber(
  tx: Tx,
  actor: Actor & { staffId: string },
  contactId: string,
): Promise<string[]> {
  const { firmId } = actor;
  const states = await readNumberStates(tx, firmId, await contactNumbers(tx, firmId, contactId));
  const stopped = [...states.values()].find(({ consent }) => consent === 'out');
  if (stopped === undefined) return [];
  const open = [...states.values()].filter(({ consent }) => consent === 'in').map(({ number }) => number);
  const basis = `The same person said stop with another number (${stopped.number}).`;
  for (const number of open.toSorted())
    await addConsent(tx, actor, { number, change: 'out', channel: 'staff', basis, contactId });
  return open;
}
