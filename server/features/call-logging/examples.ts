/** Builders for tests: everything that is not under test is filled in with invented people and reserved numbers. */
import { type Decision, decide, type Plan } from './decide.ts';
import type { DecisionFacts } from './facts.ts';
import {
  type AssembledInteraction,
  type ContactFact,
  defaultOptions,
  type MatterFact,
  type Options,
  type StaffFact,
  type StaffParty,
} from './interaction.ts';
import { embedded } from './policies.ts';

export const clientNumber = '+12125550100';

export function aMatter(matterId = 'm1', more: Partial<MatterFact> = {}): MatterFact {
  return { matterId, number: `2026-${matterId}`, title: `Matter ${matterId}`, status: 'open', ...more };
}

export function aContact(contactId = 'jane', more: Partial<ContactFact> = {}): ContactFact {
  return { contactId, displayName: 'Jane Okafor', faxNumberOnly: false, matters: [], ...more };
}

export function aStaffMember(staffId: string, more: Partial<StaffFact> = {}): StaffFact {
  return {
    staffId,
    firstName: 'Ada',
    lastName: 'Solicitor',
    role: 'member',
    active: true,
    email: `${staffId}@example.com`,
    extension: null,
    directNumbers: [],
    defaultBillable: null,
    ...more,
  };
}

/** Ada takes the calls; Bo Abbott is first in the alphabet. */
export const ada = aStaffMember('ada', { extension: '101', directNumbers: ['+12125550190'] });
export const bo = aStaffMember('bo', {
  firstName: 'Bo',
  lastName: 'Abbott',
  role: 'owner',
  extension: '102',
});

export function aParty(more: Partial<StaffParty> = {}): StaffParty {
  return {
    providerUserId: 'u-ada',
    name: 'Ada Solicitor',
    email: null,
    extension: null,
    e164: null,
    talkSeconds: 0,
    answered: false,
    staffId: null,
    ...more,
  };
}

/** An answered inbound call of 247 seconds, taken by Ada. */
export function anInteraction(more: Partial<AssembledInteraction> = {}): AssembledInteraction {
  return {
    kind: 'call',
    direction: 'inbound',
    outcome: 'answered',
    ended: true,
    startedAt: '2026-03-02T01:00:00.000Z',
    endedAt: '2026-03-02T01:04:20.000Z',
    talkSeconds: 247,
    totalSeconds: 260,
    externalParty: { e164: clientNumber, raw: clientNumber, name: 'OKAFOR J', withheld: false },
    otherParties: [],
    staffParties: [aParty({ talkSeconds: 247, answered: true })],
    segments: [],
    artefacts: [],
    body: null,
    threadKey: null,
    pages: null,
    ...more,
  };
}

export const missedCall = {
  outcome: 'missed',
  talkSeconds: 0,
  staffParties: [aParty()],
} as const satisfies Partial<AssembledInteraction>;

export const aText = {
  kind: 'sms',
  outcome: 'received',
  talkSeconds: 0,
  body: 'Running late',
  staffParties: [aParty()],
} as const satisfies Partial<AssembledInteraction>;

export const aFax = {
  kind: 'fax',
  outcome: 'received',
  talkSeconds: 0,
  pages: 4,
  staffParties: [aParty()],
} as const satisfies Partial<AssembledInteraction>;

export interface FactsChange extends Partial<Omit<DecisionFacts, 'interaction' | 'options'>> {
  interaction?: Partial<AssembledInteraction>;
  options?: Partial<Options>;
}

/** One known contact with one open matter, the embedded record, all defaults. */
export function someFacts({ interaction, options, ...more }: FactsChange = {}): DecisionFacts {
  return {
    interaction: anInteraction(interaction),
    policy: embedded,
    options: { ...defaultOptions, ...options },
    contacts: [aContact('jane', { matters: [aMatter()] })],
    pairRules: [],
    staff: [ada, bo],
    mapping: new Map([['u-ada', 'ada']]),
    override: null,
    now: new Date('2026-03-02T01:05:00.000Z'),
    ...more,
  };
}

export function decided(change: FactsChange = {}): Decision {
  return decide(someFacts(change));
}

/** The plan that is written; throws when nothing is. */
export function written(change: FactsChange = {}): Plan {
  const decision = decided(change);
  if (decision.do !== 'write') throw new Error(`expected a record, got ${JSON.stringify(decision)}`);
  return decision;
}

/** The name of the rule by which it is skipped, else what is done instead. */
export function skipped(change: FactsChange = {}): string {
  const decision = decided(change);
  return decision.do === 'skip' ? decision.reason : decision.do;
}

export const call = {};
export const noMatter = { contacts: [aContact()] };
export const twoMatters = { contacts: [aContact('jane', { matters: [aMatter('m1'), aMatter('m2')] })] };
export const nobody = { contacts: [] };
export const noCreation = { options: { contactCreation: false } };
