/** Somebody has looked so far: kept, and told to those who follow it. As the program. */
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { Looked, Neighbours } from './listeners.ts';
import { noteLooked } from './looking.ts';
import { tell } from './tell.ts';

export async function markLooked(
  tx: Tx,
  { listeners }: Pick<Neighbours, 'listeners'>,
  actor: Actor,
  conversation: { id: string; matter_id: string | null },
  looked: Looked,
): Promise<void> {
  if (!(await noteLooked(tx, looked))) return;
  for (const listener of listeners) await listener.looked?.(tx, looked);
  await tell(tx, actor, conversation, 'conversation.looked', { seq: looked.seq });
}
