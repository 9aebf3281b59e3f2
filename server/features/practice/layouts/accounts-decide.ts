/** When a change of a bank account may take effect. Pure. */

export interface ChangeFacts {
  state: 'waiting' | 'approved' | 'applied' | 'refused' | 'superseded';
  askedBy: string;
  coolingUntil: Date;
}

export type ApprovalDecision =
  | { kind: 'refused'; why: string }
  /** Everything is there: it takes effect now. */
  | { kind: 'apply' }
  /** It takes effect then, unless somebody stops it. */
  | { kind: 'cool'; until: Date };

/** A second person says that the change is right. */
export function decideApproval(change: ChangeFacts, staffId: string, now: Date): ApprovalDecision {
  if (change.state === 'approved') return { kind: 'refused', why: 'It is approved already.' };
  if (change.state !== 'waiting') return { kind: 'refused', why: 'This change is over.' };
  if (change.askedBy === staffId)
    return {
      kind: 'refused',
      why: 'A second person approves a change: somebody other than who asked for it.',
    };
  return change.coolingUntil <= now ? { kind: 'apply' } : { kind: 'cool', until: change.coolingUntil };
}

/** Whether an approved change takes effect now; called when its time may have come. */
export function mayApply({ state, coolingUntil }: ChangeFacts, now: Date): boolean {
  return state === 'approved' && coolingUntil <= now;
}

export function coolingUntil(askedAt: Date, hours: number): Date {
  return new Date(askedAt.getTime() + hours * 3_600_000);
}
