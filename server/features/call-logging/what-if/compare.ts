/** What became of an interaction, against what a decision of today would make of it. Pure. */
import type { Decision } from '../decide.ts';
import type { LogEntryRow } from '../entries-store.ts';
import type { Plan } from '../plan.ts';

/** The kind of a record, `skipped:<rule>`, `held`, `waiting`, or `none` where nothing was decided yet. */
export type Standing = string;

/** What of the same record would differ; '' where it would be another record, or none. */
export type Aspect = '' | 'matter' | 'contact' | 'assignee' | 'minutes' | 'billable';

/** `facts`: it would also differ under the options as they were, as contacts, matters or people changed since. */
export type Because = 'options' | 'facts';

/** Why a redo leaves it alone. */
export type Stays = 'by_person' | 'billed';

/** The columns of an entry that comparing reads. */
export type EntryNow = Pick<
  LogEntryRow,
  'state' | 'reason' | 'record_kind' | 'matter_id' | 'contact_id' | 'assignee_id'
>;

export interface Change {
  was: Standing;
  becomes: Standing;
  aspect: Aspect;
  because: Because;
}

export function standingOf(entry: EntryNow | null): Standing {
  if (entry === null) return 'none';
  if (entry.state === 'skipped') return `skipped:${entry.reason ?? ''}`;
  if (entry.state === 'held') return 'held';
  return entry.record_kind ?? 'waiting';
}

export function outcomeOf(decision: Decision): Standing {
  switch (decision.do) {
    case 'write':
      return decision.record;
    case 'skip':
      return `skipped:${decision.reason}`;
    case 'hold':
      return 'held';
    case 'wait':
      return 'waiting';
  }
}

/**
 * How `then`, the decision under the changed options, differs from what stands; null when it does not. `before` is the
 * decision under the options as they were: asked only where it matters, since deciding costs.
 */
export function compare(entry: EntryNow | null, then: Decision, before: () => Decision): Change | null {
  const was = standingOf(entry);
  const becomes = outcomeOf(then);
  const aspect = was === becomes ? placeDiffers(entry, then) : '';
  if (was !== becomes || aspect !== null) {
    const because = sameOutcome(before(), then) ? 'facts' : 'options';
    return { was, becomes, aspect: aspect ?? '', because };
  }
  const time = then.do === 'write' && then.time.length > 0 ? timeDiffers(then, before()) : null;
  return time === null ? null : { was, becomes, aspect: time, because: 'options' };
}

/** Matter, contact or task's person of the same kind of record. */
function placeDiffers(entry: EntryNow | null, then: Decision): Aspect | null {
  if (entry === null || then.do !== 'write') return null;
  if (then.matterId !== entry.matter_id) return 'matter';
  if (contactDiffers(entry.contact_id, then, then.why.contactId)) return 'contact';
  return then.record === 'task' && then.assigneeId !== entry.assignee_id ? 'assignee' : null;
}

function contactDiffers(now: string | null, plan: Plan, found: string | null): boolean {
  const { contact } = plan;
  if (contact !== null && 'standIn' in contact) return now === null;
  if (contact !== null && 'create' in contact) return true;
  return (contact === null ? found : contact.use) !== now;
}

/** What a record cannot tell of its fee is compared between the options as they were and as they would be. */
function timeDiffers(then: Plan, before: Decision): Aspect | null {
  if (before.do !== 'write') return null;
  const minutes = (plan: Plan) => plan.time.map((share) => share.minutes?.billed ?? share.talkSeconds);
  const billable = (plan: Plan) => plan.time.map((share) => share.billable);
  if (String(minutes(then)) !== String(minutes(before))) return 'minutes';
  return String(billable(then)) !== String(billable(before)) ? 'billable' : null;
}

/** Whether two decisions come to the same, in words a person would use. */
function sameOutcome(a: Decision, b: Decision): boolean {
  if (outcomeOf(a) !== outcomeOf(b)) return false;
  if (a.do !== 'write' || b.do !== 'write') return true;
  return (
    a.matterId === b.matterId &&
    a.assigneeId === b.assigneeId &&
    JSON.stringify(a.contact) === JSON.stringify(b.contact)
  );
}

/** Where a decision would put it; null where it names no matter. */
export function matterOf(decision: Decision): string | null {
  return decision.do === 'write' ? decision.matterId : null;
}
