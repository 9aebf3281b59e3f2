/** What becomes of a text that came in: the table T6 of the portal's rules. Pure. */
import type { Reply } from './reply-words.ts';

/** Where a text from a number may belong, with one person of the firm's contacts. */
export interface PersonFacts {
  contactId: string;
  conversations: readonly ConversationFacts[];
}

/** An open conversation with people outside, in which this person takes part now. */
export interface ConversationFacts {
  conversationId: string;
  portalUserId: string;
  /** Texts of it go out from the line on which this one came, or none went out yet. */
  onLine: boolean;
  /** When the firm's newest text of it went to this number from this line. */
  lastOutboundAt: Date | null;
}

export interface InboundFacts {
  now: Date;
  reply: Reply | null;
  /** What is known of the number before this text. */
  consent: 'in' | 'out' | null;
  tollFree: boolean;
  keywordAnswers: 'provider' | 'ours';
  answeredByProvider: boolean;
  /** Everybody who has this number, whether they use the portal or not. */
  people: readonly PersonFacts[];
  unknownSenders: 'triage' | 'drop';
  /** Messages can be written into conversations. */
  conversations: boolean;
}

export type TriageReason =
  | 'several_people'
  | 'several_conversations'
  | 'no_conversation'
  | 'unknown_number'
  | 'not_taken';

export type Place =
  | { to: 'conversation'; conversationId: string; portalUserId: string; contactId: string; row: string }
  | { to: 'triage'; reason: TriageReason; row: string }
  /** A keyword: what it did is all that there is to it. */
  | { to: 'note'; row: string }
  | { to: 'drop'; row: string };

export interface InboundDecision {
  consent: { change: 'in' | 'out'; row: string } | null;
  answer: 'stopped' | 'started' | 'help' | null;
  /** A person looks whether the words were read rightly. */
  review: boolean;
  place: Place;
}

const recentMs = 72 * 3_600_000;

export function decideInbound(facts: InboundFacts): InboundDecision {
  const consent = consentOf(facts);
  const place = placeOf(facts);
  const keyword = facts.reply !== null && facts.reply !== 'opt_out_words' && !isPlainYes(facts);
  return {
    consent,
    answer: answerOf(facts, consent?.change ?? null),
    review: facts.reply === 'opt_out_words',
    // A keyword stands in its conversation where that is clear, and keeps nobody busy where it is not.
    place: keyword && place.to !== 'conversation' ? { to: 'note', row: consent?.row ?? place.row } : place,
  };
}

/** "Yes" to a question of the firm, from somebody who gets its texts. */
function isPlainYes({ reply, consent }: InboundFacts): boolean {
  return reply === 'yes' && consent !== 'out';
}

function consentOf(facts: InboundFacts): InboundDecision['consent'] {
  switch (facts.reply) {
    case 'stop':
      return { change: 'out', row: 'T6.stop' };
    case 'opt_out_words':
      return { change: 'out', row: 'T6.words' };
    case 'unstop':
      return { change: 'in', row: 'T6.start' };
    case 'start':
      // Carriers of toll-free numbers go on blocking at any other word.
      return facts.tollFree ? null : { change: 'in', row: 'T6.start' };
    case 'yes':
      return facts.tollFree || isPlainYes(facts) ? null : { change: 'in', row: 'T6.start' };
    default:
      return null;
  }
}

function answerOf(facts: InboundFacts, change: 'in' | 'out' | null): InboundDecision['answer'] {
  const { reply, answeredByProvider, consent } = facts;
  // The provider knows keywords, and no other words.
  const provider = answeredByProvider || (facts.keywordAnswers === 'provider' && reply !== 'opt_out_words');
  if (provider) return null;
  if (change === 'out') return consent === 'out' ? null : 'stopped';
  if (change === 'in') return consent === 'in' ? null : 'started';
  return reply === 'help' ? 'help' : null;
}

function placeOf(facts: InboundFacts): Place {
  const { people } = facts;
  const [person, another] = people;
  if (person === undefined)
    return facts.unknownSenders === 'drop'
      ? { to: 'drop', row: 'T6.unknown' }
      : { to: 'triage', reason: 'unknown_number', row: 'T6.unknown' };
  // Somebody else has the number, too: whoever wrote, the text of one client must not reach another's matter.
  if (another !== undefined) return { to: 'triage', reason: 'several_people', row: 'T6.several' };
  const open = person.conversations.filter(({ onLine }) => onLine);
  if (open.length === 0) return { to: 'triage', reason: 'no_conversation', row: 'T6.unknown' };
  const [only] = open;
  const chosen = open.length === 1 && only ? only : newestRecent(open, facts.now);
  const row = open.length === 1 ? 'T6.one' : 'T6.several';
  if (chosen === null) return { to: 'triage', reason: 'several_conversations', row };
  if (!facts.conversations) return { to: 'triage', reason: 'not_taken', row };
  const { conversationId, portalUserId } = chosen;
  return { to: 'conversation', conversationId, portalUserId, contactId: person.contactId, row };
}

function newestRecent(open: readonly ConversationFacts[], now: Date): ConversationFacts | null {
  const since = now.getTime() - recentMs;
  const recent = open.filter(
    ({ lastOutboundAt }) => lastOutboundAt !== null && lastOutboundAt.getTime() >= since,
  );
  const [newest] = recent.toSorted(
    (a, b) => (b.lastOutboundAt?.getTime() ?? 0) - (a.lastOutboundAt?.getTime() ?? 0),
  );
  return newest ?? null;
}
