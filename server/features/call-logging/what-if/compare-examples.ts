/** Plans and decisions for tests of comparing. */
import type { Decision } from '../decide.ts';
import type { SkipReason, Why } from '../interaction.ts';
import type { Plan } from '../plan.ts';

export function aPlan(more: Partial<Plan> = {}): Plan {
  return {
    record: 'fee',
    contact: { use: 'jane' },
    matterId: 'm1',
    staffId: 'ada',
    assigneeId: null,
    time: [],
    billable: false,
    activityCode: null,
    documentLeftOut: false,
    review: null,
    ...more,
  };
}

/** Writes a plan, holds one, or skips by a rule. */
export function aDecision(of: Plan | SkipReason | 'held'): Decision {
  if (of === 'held') return { do: 'hold', plan: aPlan(), why };
  if (typeof of === 'string') return { do: 'skip', reason: of, why: { ...why, rule: of } };
  return { do: 'write', ...of, why };
}

const why: Why = {
  rule: 'one_matter',
  contactRule: 'one_contact',
  matterRule: 'one_matter',
  staffRule: 'extension',
  assigneeRule: null,
  assigneeName: null,
  contactId: null,
  contactName: null,
  staffId: 'ada',
  staffName: 'Ada Solicitor',
  candidates: [],
  options: {},
};
