/** Who has looked how far, as it is shown below messages. */
import type { Message, Receipt } from './queries.ts';

/**
 * By the number of the last message that somebody else wrote and they looked at: so each reader is named once, at the place to
 * which they came. Whoever only read their own words is not named.
 */
export function readBelow(
  messages: readonly Pick<Message, 'seq' | 'kind' | 'author'>[],
  receipts: readonly Receipt[],
  me: string,
): Map<number, Receipt[]> {
  const below = new Map<number, Receipt[]>();
  for (const receipt of receipts) {
    if (receipt.id === me) continue;
    const last = messages.findLast(({ seq, kind }) => kind === 'message' && seq <= receipt.seq);
    // Their own words were the last: that they read what stands before goes without saying.
    if (!last || last.author.id === receipt.id) continue;
    below.set(last.seq, [...(below.get(last.seq) ?? []), receipt]);
  }
  return below;
}
