/** A thread as it is shown: under its days, what one author said without a pause together, and where the new begins. */
import type { Message } from './queries.ts';

export type Block =
  | { kind: 'day'; key: string; at: string }
  /** Above the first message that the reader has not looked at. */
  | { kind: 'new'; key: string }
  | { kind: 'note'; key: string; message: Message }
  | { kind: 'group'; key: string; author: Message['author']; messages: readonly Message[] };

/** A pause after which the same author is named again. */
const pauseMs = 10 * 60_000;

/**
 * `messages` with the oldest first; `dayOf` the calendar day of a moment in the firm's zone; `came` what had come in unseen: from
 * behind the first number to the second; `me` the reader: one's own words are never new.
 */
export function blocksOf(
  messages: readonly Message[],
  { dayOf, came, me }: { dayOf: (at: Date) => number; came: readonly [number, number]; me: string },
): Block[] {
  const firstNew = messages.find(
    ({ seq, kind, author }) => seq > came[0] && seq <= came[1] && kind === 'message' && author.id !== me,
  );
  const blocks: Block[] = [];
  let day: number | undefined;
  let group: Message[] | undefined;
  for (const message of messages) {
    const today = dayOf(new Date(message.createdAt));
    if (today !== day) {
      blocks.push({ kind: 'day', key: `day ${message.seq}`, at: message.createdAt });
      group = undefined;
    }
    day = today;
    if (message === firstNew) {
      blocks.push({ kind: 'new', key: 'new' });
      group = undefined;
    }
    if (message.kind === 'note') {
      blocks.push({ kind: 'note', key: `note ${message.seq}`, message });
      group = undefined;
    } else if (group && goesOn(group, message)) {
      group.push(message);
    } else {
      group = [message];
      blocks.push({ kind: 'group', key: `group ${message.seq}`, author: message.author, messages: group });
    }
  }
  return blocks;
}

function goesOn(group: readonly Message[], next: Message): boolean {
  const last = group.at(-1);
  return (
    last !== undefined &&
    last.author.id === next.author.id &&
    Date.parse(next.createdAt) - Date.parse(last.createdAt) < pauseMs
  );
}
