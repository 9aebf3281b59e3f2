/** Everything that a decision depends on. What is not here cannot influence it. */
import type {
  AssembledInteraction,
  ContactFact,
  MatterFact,
  Options,
  PairRule,
  StaffFact,
} from './interaction.ts';
import type { Policy } from './policies.ts';

/** What a person decided about this log entry. Whatever is set here beats every rule and filter. */
export interface Override {
  matter?: MatterFact | null;
  contact?: ContactFact | null;
  skip?: boolean;
  /** A held plan was confirmed by its one click. */
  approved?: boolean;
}

export interface DecisionFacts {
  interaction: AssembledInteraction;
  policy: Policy;
  options: Options;
  /** Every contact that has exactly the far end's number, with its matters. */
  contacts: readonly ContactFact[];
  /** "Always for this pair", of the far end's number. */
  pairRules: readonly PairRule[];
  staff: readonly StaffFact[];
  /** The source's user → staff member, as the administrator mapped them. */
  mapping: ReadonlyMap<string, string>;
  override: Override | null;
  now: Date;
  /** A recording, transcript or fax document is announced and not here yet. */
  filesPending?: boolean;
  /** Default `ion8-CALL`. */
  activityCode?: string;
}
