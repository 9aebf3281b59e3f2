/** What is answered to somebody whose mail did not become a message. Never a message's words, a file's or a matter's. */
import type { RefusalReason } from './decide.ts';

interface Words {
  subject: string;
  body: string;
}

type Why = RefusalReason | 'files';

const whys: Record<Why, string> = {
  several_conversations: 'it was addressed to several conversations at once. Answer one notice at a time.',
  off: 'messages are not taken by e-mail any more.',
  expired: 'the address that you answered to was for a limited time, and that is over.',
  no_conversation: 'the conversation is not open to you any more.',
  archived: 'the conversation is closed for the time being.',
  ended: 'the conversation has ended.',
  read_only: 'you can read the conversation, and no longer write in it.',
  second_factor: 'this conversation asks for your second step of signing in, which an e-mail cannot show.',
  empty: 'we found no words of yours in it, above the quoted mail.',
  too_long: 'it is too long for a message. Send it as a file.',
  too_many_files: 'it has more than 130 files. Send them in several messages.',
  files: 'a file in it cannot be taken:',
};

/** Whoever can write nothing there needs a person to turn to, not the portal. */
const callUs: ReadonlySet<Why> = new Set(['no_conversation', 'archived', 'ended', 'read_only']);

export function refusedMail(
  about: { firm: string; contact: string; link: string },
  why: Why,
  more: { draftKept: boolean; files: readonly string[] },
): Words {
  const { firm, contact, link } = about;
  const turn = callUs.has(why)
    ? `Please contact ${firm} directly${contact === '' ? ', by a number or an address that you know' : `: ${contact}`}.`
    : `Please write it in the portal:\n${link}`;
  const kept = more.draftKept
    ? callUs.has(why)
      ? ['What you wrote is kept as a draft in the portal.']
      : ['What you wrote waits there as a draft.']
    : [];
  return {
    subject: `Your e-mail did not reach ${firm}`,
    body: [
      'Hello,',
      `your e-mail was not passed on to ${firm}, because ${whys[why]}`,
      ...more.files,
      turn,
      ...kept,
    ].join('\n\n'),
  };
}
