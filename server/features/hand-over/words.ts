/** What stands in packs beside what people wrote. Pure. */
import type { Message } from '../conversations/index.ts';

type Note = NonNullable<Message['note']>;
type Named = Pick<Message['author'], 'name'>;

/** What happened in a conversation, as a sentence. */
export function noteWords({ what, people, text }: Note, author: Named): string {
  const who = author.name === '' ? 'The program' : author.name;
  const whom = people.map(({ name }) => name).join(', ');
  switch (what) {
    case 'archived':
    case 'restored':
    case 'ended':
      return `${who} ${what} the conversation`;
    case 'joined':
      return whom === author.name ? `${who} joined` : `${who} added ${whom}`;
    case 'left':
      return `${who} left`;
    case 'removed':
      return `${who} took ${whom} out`;
    case 'opened_to':
      return `Two owners opened this conversation to ${whom}: ${text}`;
    case 'accesses_united':
      return `${whom} was in the portal twice, and is one person now`;
    case 'mail_bounced':
      return `The mailbox of ${whom} refuses mail`;
    case 'texts_unreachable':
      return `No text can reach ${whom}`;
    default:
      return `${who}: ${[what.replaceAll('_', ' '), text].filter(Boolean).join(', ')}`;
  }
}

/** How anybody checks a pack, with nothing of ours. */
export const verifying = [
  'Unpack the whole file into an empty folder. In that folder, one of these says for each file whether it is as it was given out:',
  'sha256sum --check SHA256SUMS        (Linux)',
  'shasum -a 256 -c SHA256SUMS         (macOS)',
  'Whether the list itself comes from the firm’s installation:',
  'openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig',
  'The key is the firm’s when its fingerprint is the one that the firm tells you.',
] as const;
