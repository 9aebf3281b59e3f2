/** The rules by which an interaction is not logged, each with its name (call-logging.md §2, §5). First that fits. */
import type { AssembledInteraction, Options, SkipReason, StaffFact, StaffParty } from './interaction.ts';
import { hasSeat } from './match.ts';

/** A near end and who it was found to be. */
export interface MatchedParty {
  party: StaffParty;
  staff: StaffFact | null;
}

interface Filter {
  reason: SkipReason;
  /** The options that the filter reads, told in `why`. */
  reads: readonly (keyof Options)[];
  applies(interaction: AssembledInteraction, options: Options, near: readonly MatchedParty[]): boolean;
}

const loggingOption = { call: 'callLogging', sms: 'smsLogging', fax: 'faxLogging' } as const;

export const filters: readonly Filter[] = [
  {
    reason: 'logging_off',
    reads: ['callLogging', 'smsLogging', 'faxLogging'],
    applies: ({ kind }, options) => !options[loggingOption[kind]],
  },
  {
    reason: 'internal_call',
    reads: ['internalCalls'],
    applies: ({ direction }, { internalCalls }) => direction === 'internal' && !internalCalls,
  },
  {
    reason: 'blocked_number',
    reads: ['blockList'],
    applies: ({ outcome, externalParty: { e164 } }, { blockList }) =>
      outcome === 'blocked' || (e164 !== null && blockList.includes(e164)),
  },
  {
    reason: 'too_short',
    reads: ['minimumDurationSeconds'],
    // A missed call has no length that could be too short: the filter is about calls that were answered by mistake.
    applies: ({ kind, outcome, talkSeconds }, { minimumDurationSeconds }) =>
      kind === 'call' && outcome === 'answered' && talkSeconds < minimumDurationSeconds,
  },
  {
    reason: 'no_seat',
    reads: ['seats'],
    applies: (interaction, { seats }, near) => !hasSeat(seats, involvedIn(interaction, near)),
  },
];

/**
 * Who took or made an interaction, as seats see it; null for a person whom nobody could match. A near end of which only
 * a number is known is a line and not a person, so such a call reached nobody in particular.
 */
function involvedIn(
  { kind, direction }: AssembledInteraction,
  near: readonly MatchedParty[],
): (StaffFact | null)[] {
  const acting = near.filter(({ party, staff }) => {
    if (direction === 'outbound') return staff !== null || isPerson(party);
    return kind === 'call' ? party.answered && (staff !== null || isPerson(party)) : staff !== null;
  });
  return acting.map(({ staff }) => staff);
}

export function isPerson({ providerUserId, email, extension }: StaffParty): boolean {
  return providerUserId !== null || email !== null || extension !== null;
}
