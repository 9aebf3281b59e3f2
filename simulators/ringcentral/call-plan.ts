import type { Account, End, LogLeg } from './account.ts';

/** A call to be simulated; all times in seconds. */
export interface CallPlan {
  direction: 'inbound' | 'outbound' | 'internal';
  /** Extension id of the user who is called or who calls. */
  user: number;
  /** The outside end; null or without a number when it is withheld. Not used for internal calls. */
  far?: { number?: string; name?: string } | null;
  /** The other user of an internal call. */
  withUser?: number;
  /** A menu or queue that takes the call first. */
  through?: number;
  /** Colleagues whose phones ring as well and stop when it is answered. */
  ringAlso?: number[];
  outcome?: 'answered' | 'missed' | 'voicemail';
  menuSeconds?: number;
  ringSeconds?: number;
  talkSeconds?: number;
  holdSeconds?: number;
  /** A blind transfer after the first talk. */
  transferTo?: number;
  transferTalkSeconds?: number;
  voicemailSeconds?: number;
  recorded?: boolean;
  /** The recording itself, a WAV; else a tone. */
  sound?: Buffer;
  /** When it began; by default such that it ends now. */
  startedAt?: Date;
}

export interface PartyEvent {
  /** The extension in the event's path, or null for the account's. */
  extensionId: number | null;
  at: Date;
  body: Record<string, unknown> & { parties: (Record<string, unknown> & { recordings?: unknown })[] };
}

/** A call while it is being played. */
export interface Script {
  account: Account;
  plan: CallPlan;
  session: string;
  sessionId: string;
  recordingId: string | undefined;
  clock: number;
  events: PartyEvent[];
  legs: LogLeg[];
}

export function farEnd(plan: CallPlan): End {
  return {
    ...(plan.far?.number === undefined ? {} : { phoneNumber: plan.far.number }),
    ...(plan.far?.name === undefined ? {} : { name: plan.far.name }),
  };
}
