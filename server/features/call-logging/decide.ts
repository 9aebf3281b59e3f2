/**
 * What becomes of one interaction in one destination. One pure function of facts, options and the destination's policy;
 * a first decision, a redo, a re-file and a what-if all come here.
 */
import type { DecisionFacts } from './facts.ts';
import { filters } from './filters.ts';
import type { ContactFact, SkipReason, Why } from './interaction.ts';
import { chooseAssignee, chooseMatter, eligibleContacts, type MatterChoice, matchStaff } from './match.ts';
import { leadOf, type Plan, planOf } from './plan.ts';
import { optionsThatMattered, pick, staffName, whyOf } from './why.ts';

export type { DecisionFacts, Override } from './facts.ts';
export { type ContactPlan, defaultActivityCode, type Plan, type Review, type TimeShare } from './plan.ts';

export type Decision =
  | ({ do: 'write'; why: Why } & Plan)
  | { do: 'skip'; reason: SkipReason; why: Why }
  | { do: 'hold'; plan: Plan; why: Why }
  /** `until` is null when only the end of the call can be waited for; else ISO 8601 UTC. */
  | { do: 'wait'; until: string | null; why: Why };

export function decide(facts: DecisionFacts): Decision {
  const { interaction, options, override } = facts;
  const near = interaction.staffParties.map((party) => ({
    party,
    ...matchStaff(party, facts.staff, facts.mapping),
  }));
  const lead = leadOf(near, options);
  const contacts = override?.contact ? [override.contact] : candidatesOf(facts);
  const contactRule = contactRuleOf(facts, contacts);
  const choice = choiceOf(facts, contacts);
  const why = whyOf(contacts, contactRule, choice, lead, options);

  if (!interaction.ended) return { do: 'wait', until: null, why: { ...why, rule: 'in_progress' } };
  if (override?.skip === true) return skip('staff_chose_to_skip', why);
  const personChose = Boolean(override?.matter ?? override?.contact);
  if (!personChose) {
    const filter = filters.find((rule) => rule.applies(interaction, options, near));
    if (filter !== undefined) return skip(filter.reason, why, pick(options, filter.reads));
  }
  const hasContact = contacts.length > 0 || contactRule === 'created';
  if (options.exclusiveContactAssociation && !hasContact && !personChose) {
    return skip('no_contact', why, pick(options, ['exclusiveContactAssociation', 'contactCreation']));
  }
  const row = choice.matter !== null ? 'oneMatter' : hasContact ? 'otherwise' : 'noContact';
  const cell = facts.policy[row][interaction.kind];
  if ('skip' in cell) return skip(cell.skip, why);
  const plan = planOf(facts, { cell, contacts, contactRule, choice, near, lead });
  const assignee =
    plan.record === 'task' ? chooseAssignee(options.defaultTaskAssignee, lead.staff, facts.staff) : null;
  if (assignee !== null && assignee.staff === null) return skip('no_staff', { ...why, assigneeRule: 'none' });
  const assigned: Plan = { ...plan, assigneeId: assignee?.staff?.staffId ?? null };
  const told: Why = {
    ...why,
    rule: ruleOfRow[row],
    assigneeRule: assignee?.rule ?? null,
    assigneeName: assignee?.staff ? staffName(assignee.staff) : null,
    options: optionsThatMattered(options, assigned, contactRule, choice),
  };
  return settle(facts, assigned, told, personChose);
}

const ruleOfRow = { oneMatter: 'one_matter', otherwise: 'otherwise', noContact: 'contact_missing' } as const;

/** Writes now, unless files are awaited or a person wants to see every plan first. */
function settle(facts: DecisionFacts, plan: Plan, why: Why, personChose: boolean): Decision {
  const { interaction, options, override, now } = facts;
  const approved = personChose || override?.approved === true;
  if (options.holdForReview && !approved) {
    return {
      do: 'hold',
      plan,
      why: { ...why, rule: 'held_for_review', options: { ...why.options, holdForReview: true } },
    };
  }
  if (facts.filesPending === true && !personChose && options.writeOnceWaitMinutes > 0) {
    const until =
      Date.parse(interaction.endedAt ?? interaction.startedAt) + options.writeOnceWaitMinutes * 60_000;
    if (now.getTime() < until) {
      return { do: 'wait', until: new Date(until).toISOString(), why: { ...why, rule: 'waiting_for_files' } };
    }
  }
  return { do: 'write', ...plan, why };
}

function candidatesOf({ interaction, contacts }: DecisionFacts): ContactFact[] {
  const { e164, withheld } = interaction.externalParty;
  return withheld || e164 === null ? [] : eligibleContacts(interaction.kind, contacts);
}

function contactRuleOf(facts: DecisionFacts, contacts: readonly ContactFact[]): Why['contactRule'] {
  const { interaction, options, override } = facts;
  const { e164, withheld } = interaction.externalParty;
  if (override?.contact) return 'person_chose';
  if (contacts.length > 0) return contacts.length === 1 ? 'one_contact' : 'several_contacts';
  if (interaction.direction === 'internal') return 'none';
  if (withheld) return 'withheld';
  if (e164 === null) return 'unreadable_number';
  if (interaction.kind === 'fax') return 'not_for_faxes';
  return options.contactCreation ? 'created' : 'creation_off';
}

function choiceOf(
  { options, pairRules, override }: DecisionFacts,
  contacts: readonly ContactFact[],
): MatterChoice {
  const choice = chooseMatter(contacts, options, pairRules);
  return override?.matter ? { ...choice, matter: override.matter, rule: 'person_chose' } : choice;
}

function skip(reason: SkipReason, why: Why, options: Why['options'] = {}): Decision {
  return { do: 'skip', reason, why: { ...why, rule: reason, options } };
}
