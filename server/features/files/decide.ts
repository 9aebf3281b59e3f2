/** Uploads and what may be done with them: portal.md T9, as data. */
import { maxFilesInMessage, maxIncomplete } from './limits.ts';
import type { UploadState, Verdict, WhenNotClean } from './states.ts';

export type UploadEvent =
  | 'part'
  | 'last_part'
  | 'hash'
  | 'hashed'
  | Verdict
  | 'scan_again'
  | 'attach'
  | 'expire';

interface Move {
  row: number;
  from: readonly UploadState[];
  event: UploadEvent;
  to: UploadState;
}

const settled = ['clean', 'infected', 'unscannable', 'unscanned', 'error'] as const;

/** created → receiving → received → hashing → scanning → what the scan says → attached, or expired. Nothing else. */
export const uploadMoves: readonly Move[] = [
  { row: 1, from: ['created', 'receiving'], event: 'part', to: 'receiving' },
  { row: 2, from: ['created', 'receiving'], event: 'last_part', to: 'received' },
  { row: 3, from: ['received', 'hashing'], event: 'hash', to: 'hashing' },
  { row: 4, from: ['hashing'], event: 'hashed', to: 'scanning' },
  { row: 5, from: ['scanning'], event: 'clean', to: 'clean' },
  { row: 6, from: ['scanning'], event: 'infected', to: 'infected' },
  { row: 7, from: ['scanning'], event: 'unscannable', to: 'unscannable' },
  { row: 8, from: ['scanning'], event: 'unscanned', to: 'unscanned' },
  { row: 9, from: ['scanning'], event: 'error', to: 'error' },
  { row: 10, from: settled, event: 'scan_again', to: 'scanning' },
  // Whether what is not clean may be attached is the firm's policy (decideDelivery).
  { row: 11, from: ['clean', 'unscannable', 'unscanned', 'error'], event: 'attach', to: 'attached' },
  {
    row: 12,
    from: ['created', 'receiving', 'received', 'hashing', 'scanning', ...settled],
    event: 'expire',
    to: 'expired',
  },
];

/** The state after an event; null: that cannot happen there. */
export function decideUpload(state: UploadState, event: UploadEvent): UploadState | null {
  return uploadMoves.find((move) => move.event === event && move.from.includes(state))?.to ?? null;
}

export type Delivery = 'deliver' | 'warn' | 'blocked' | 'owner_must_release';

export interface Policy {
  whenUnscannable: WhenNotClean;
  whenUnscanned: WhenNotClean;
}

interface DeliveryRow {
  row: number;
  verdict: Verdict;
  policy: WhenNotClean | 'any';
  released: boolean | 'any';
  gives: Delivery;
}

/** What may be sent and handed out. An infection is not released by anybody. */
export const deliveries: readonly DeliveryRow[] = [
  { row: 1, verdict: 'clean', policy: 'any', released: 'any', gives: 'deliver' },
  { row: 2, verdict: 'infected', policy: 'any', released: 'any', gives: 'blocked' },
  { row: 3, verdict: 'unscannable', policy: 'any', released: true, gives: 'warn' },
  { row: 4, verdict: 'unscannable', policy: 'warn', released: false, gives: 'warn' },
  { row: 5, verdict: 'unscannable', policy: 'owner', released: false, gives: 'owner_must_release' },
  { row: 6, verdict: 'unscannable', policy: 'block', released: false, gives: 'blocked' },
  { row: 7, verdict: 'unscanned', policy: 'any', released: true, gives: 'warn' },
  { row: 8, verdict: 'unscanned', policy: 'warn', released: false, gives: 'warn' },
  { row: 9, verdict: 'unscanned', policy: 'owner', released: false, gives: 'owner_must_release' },
  { row: 10, verdict: 'unscanned', policy: 'block', released: false, gives: 'blocked' },
  { row: 11, verdict: 'error', policy: 'any', released: true, gives: 'warn' },
  { row: 12, verdict: 'error', policy: 'warn', released: false, gives: 'warn' },
  { row: 13, verdict: 'error', policy: 'owner', released: false, gives: 'owner_must_release' },
  { row: 14, verdict: 'error', policy: 'block', released: false, gives: 'blocked' },
];

export function decideDelivery(verdict: Verdict, released: boolean, policy: Policy): Delivery {
  // A scan that failed tells as little as one that could not look inside.
  const chosen = verdict === 'unscanned' ? policy.whenUnscanned : policy.whenUnscannable;
  const row = deliveries.find(
    (one) =>
      one.verdict === verdict &&
      (one.policy === 'any' || one.policy === chosen) &&
      (one.released === 'any' || one.released === released),
  );
  return row?.gives ?? 'blocked';
}

/** A preview is drawn of what was looked at, or where nothing looks at anything; never of what a scan gave up on. */
export function mayPreview(verdict: Verdict): boolean {
  return verdict === 'clean' || verdict === 'unscanned';
}

export interface CreationFacts {
  sizeBytes: number;
  /** Largest file of this person. */
  limitBytes: number;
  /** Uploads of this person that are begun and not finished, in all conversations. */
  incomplete: number;
  /** Of this person for this conversation, not attached yet, begun or finished. */
  inMessage: number;
  /** Bytes reserved in the firm, and how many may be. */
  waitingBytes: number;
  waitingLimit: number;
}

export type Creation = 'create' | 'too_large' | 'too_many_incomplete' | 'too_many_in_message' | 'no_room';

/** Before a byte moves. */
export function decideCreation(facts: CreationFacts): Creation {
  if (facts.sizeBytes > facts.limitBytes) return 'too_large';
  if (facts.inMessage >= maxFilesInMessage) return 'too_many_in_message';
  if (facts.incomplete >= maxIncomplete) return 'too_many_incomplete';
  if (facts.waitingBytes + facts.sizeBytes > facts.waitingLimit) return 'no_room';
  return 'create';
}
