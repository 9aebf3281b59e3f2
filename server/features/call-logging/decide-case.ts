/** Deciding one interaction with the facts of its batch. */
import type { Tx } from '../../platform/db/database.ts';
import { type Decision, decide } from './decide.ts';
import type { Destination } from './destination.ts';
import type { Override } from './facts.ts';
import type { FirmFacts, PartyFacts } from './facts-store.ts';
import type { AssembledInteraction } from './interaction.ts';

export interface SettleContext {
  tx: Tx;
  firm: FirmFacts;
  now: Date;
  /** Address of an interaction's page. */
  linkOf(interactionId: string): string;
}

/** One interaction and the contacts that its number leads to. */
export interface DecisionCase {
  sourceId: string;
  interaction: AssembledInteraction;
  parties: PartyFacts;
  /** A recording, transcript or document is announced and not here yet. */
  filesPending?: boolean;
}

export function decideCase(
  context: SettleContext,
  one: DecisionCase,
  destination: Destination,
  override: Override | null,
): Decision {
  const { firm, now } = context;
  const contacts = one.parties.contactsOf(one.interaction.externalParty.e164, destination.id);
  return decide({
    interaction: one.interaction,
    policy: destination.policy,
    options: firm.optionsOf(destination.id),
    contacts,
    pairRules: one.parties.pairRulesOf(contacts),
    staff: firm.staffOf(destination.id),
    mapping: firm.mappings.get(one.sourceId) ?? new Map(),
    override,
    now,
    filesPending: one.filesPending ?? false,
  });
}
