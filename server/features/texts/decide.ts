/**
 * Whether, when, how and in whose name a text leaves: the table T5 of the portal's rules and the portal's promises about
 * texts, as data. Pure; asked when a message is posted and again when its text is about to leave.
 */
import { isNorthAmerican, type NumberFacts } from './number-kind.ts';
import { nextAllowed, type QuietHours } from './quiet-hours.ts';

/** A number of the firm. */
export interface LineFacts {
  id: string;
  number: string;
  serviceId: string | null;
  /** Fit for the US and Canada: 10DLC campaign or toll-free verification. */
  usRegistered: boolean;
}

export interface TextFacts {
  now: Date;
  texting: 'on' | 'paused' | 'off';
  recipient: {
    external: boolean;
    /** Takes part in the conversation, and may still sign in. */
    present: boolean;
    email: string;
    /** Comes by number, and the firm has that option on. */
    byNumber: boolean;
  };
  /** null: the contact has none. */
  number: (NumberFacts & { problem: 'invalid' | 'not_mobile' | 'blocked' | null }) | null;
  consent: 'in' | 'out' | null;
  /** To which the firm sends: its own country unless it says otherwise. */
  countries: readonly string[];
  zones: readonly string[];
  quiet: QuietHours;
  /** Why quiet hours are not waited for; empty: they are. */
  urgentReason: string;
  /** The recipient asks for it at this moment: they are awake. */
  asked: boolean;
  /** The matter is flagged, walled, or its conversation asks for a second factor. */
  sensitive: boolean;
  privileged: boolean;
  line: LineFacts | null;
  word: { text: string; registered: boolean } | null;
  prefer: 'number' | 'word';
}

export const refusalReasons = [
  'texting_off',
  'texting_paused',
  'staff',
  'gone',
  'no_email',
  'no_number',
  'no_consent',
  'opted_out',
  'bad_number',
  'not_mobile',
  'country',
  'needs_registered_number',
  'needs_number',
  'no_sender',
  'day_limit',
] as const;
export type Refusal = (typeof refusalReasons)[number];

interface RefusalRow {
  /** Row of the table, or `§1` for the portal's promises. */
  row: string;
  reason: Refusal;
  when(facts: TextFacts): boolean;
}

/** Top-down; the first that holds refuses. */
export const refusalRows: readonly RefusalRow[] = [
  { row: '§1', reason: 'staff', when: ({ recipient }) => !recipient.external },
  { row: '§1', reason: 'texting_off', when: ({ texting }) => texting === 'off' },
  { row: '§1', reason: 'texting_paused', when: ({ texting }) => texting === 'paused' },
  { row: '§1', reason: 'gone', when: ({ recipient }) => !recipient.present },
  {
    row: '§1',
    reason: 'no_email',
    when: ({ recipient }) => recipient.email.trim() === '' && !recipient.byNumber,
  },
  { row: 'T5.2', reason: 'no_number', when: ({ number }) => number === null },
  { row: 'T5.1', reason: 'no_consent', when: ({ consent }) => consent === null },
  { row: 'T5.1', reason: 'opted_out', when: ({ consent }) => consent === 'out' },
  {
    row: 'T5.2',
    reason: 'bad_number',
    when: ({ number }) => number?.kind === 'invalid' || number?.problem === 'invalid',
  },
  {
    row: 'T5.2',
    reason: 'not_mobile',
    when: ({ number }) => number?.kind === 'other' || number?.problem === 'not_mobile',
  },
  {
    row: 'T5.2',
    reason: 'country',
    when: ({ number, countries }) => number?.country == null || !countries.includes(number.country),
  },
];

export type Sender =
  | { kind: 'number'; lineId: string; number: string; serviceId: string | null }
  | { kind: 'word'; word: string };

interface SenderRow {
  row: string;
  when(country: string): boolean;
  pick(facts: TextFacts): Sender | Refusal;
}

/** Which name stands above a text, by the recipient's country; the first that fits. */
export const senderRows: readonly SenderRow[] = [
  {
    row: 'T5.5',
    when: isNorthAmerican,
    pick: ({ line }) =>
      line === null ? 'needs_number' : line.usRegistered ? ofLine(line) : 'needs_registered_number',
  },
  {
    row: 'T5.6',
    when: (country) => country === 'AU',
    pick: ({ line, word, prefer }) => {
      const usable = word?.registered ? word : null;
      if (line !== null && (prefer === 'number' || usable === null)) return ofLine(line);
      return usable === null ? 'needs_number' : { kind: 'word', word: usable.text };
    },
  },
  {
    row: 'T5.7',
    when: () => true,
    pick: ({ line, word, prefer }) => {
      if (line !== null && (prefer === 'number' || word === null)) return ofLine(line);
      return word === null ? 'no_sender' : { kind: 'word', word: word.text };
    },
  },
];

function ofLine({ id, number, serviceId }: LineFacts): Sender {
  return { kind: 'number', lineId: id, number, serviceId };
}

export type TextDecision =
  | { outcome: 'refuse'; rows: string[]; reason: Refusal }
  | {
      outcome: 'send';
      rows: string[];
      /** Later than now: it is held for quiet hours. */
      at: Date;
      held: boolean;
      linkOnly: boolean;
      sender: Sender;
      /** Whoever gets it cannot answer it: it names the ways to answer and to stop. */
      oneWay: boolean;
    };

export function decideText(facts: TextFacts): TextDecision {
  const refused = refusalRows.find(({ when }) => when(facts));
  if (refused) return { outcome: 'refuse', rows: [refused.row], reason: refused.reason };
  const country = facts.number?.country ?? '';
  const senderRow = senderRows.find(({ when }) => when(country));
  const sender = senderRow?.pick(facts) ?? 'no_sender';
  const row = senderRow?.row ?? 'T5.7';
  if (typeof sender === 'string') return { outcome: 'refuse', rows: [row], reason: sender };
  const allowed = nextAllowed(facts.now, facts.zones, facts.quiet);
  const quiet = allowed.getTime() > facts.now.getTime();
  const urgent = facts.urgentReason.trim() !== '' || facts.asked;
  const linkOnly = facts.sensitive || facts.privileged;
  return {
    outcome: 'send',
    rows: [...(quiet ? ['T5.3'] : []), ...(linkOnly ? ['T5.4'] : []), row],
    at: quiet && !urgent ? allowed : facts.now,
    held: quiet && !urgent,
    linkOnly,
    sender,
    oneWay: sender.kind === 'word',
  };
}

/** The firm's limit of parts a day: `spent` are those of that day already. */
export function decideSpend(spent: number, parts: number, limit: number): Refusal | null {
  return spent + parts > limit ? 'day_limit' : null;
}
