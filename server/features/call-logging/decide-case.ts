/** Deciding one interaction with the facts of its batch. */
import type { Tx } from '../../platform/db/database.ts';
import { type Decision, decide } from './decide.ts';
import { embeddedDestination } from './entries-store.ts';
import type { Override } from './facts.ts';
import type { FirmFacts, PartyFacts } from './facts-store.ts';
import type { AssembledInteraction } from './interaction.ts';
import { embedded } from './policies.ts';

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

export function decideCase(context: SettleContext, one: DecisionCase, override: Override | null): Decision {
  const { firm, now } = context;
  const contacts = one.parties.contactsOf(one.interaction.externalParty.e164);
  return decide({
    interaction: one.interaction,
    policy: embedded,
    options: firm.optionsOf(embeddedDestination),
    contacts,
    pairRules: one.parties.pairRulesOf(contacts),
    staff: firm.staff,
    mapping: firm.mappings.get(one.sourceId) ?? new Map(),
    override,
    now,
    filesPending: one.filesPending ?? false,
  });
}
