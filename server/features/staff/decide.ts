import type { Role, StaffChange, StaffMember } from './schema.ts';

export type StaffDecision =
  | { kind: 'allowed' }
  | { kind: 'refused'; reason: 'only_owners_touch_owners' | 'only_owners_make_owners' | 'last_owner' };

export interface StaffFacts {
  actorRole: Role;
  target: { role: Role; active: boolean };
  change: Pick<StaffChange, 'role' | 'active'>;
  /** Active owners of the firm, the target included. */
  activeOwners: number;
}

/**
 * Whether a staff member may change another (or self): administrators cannot touch owners nor make any, and a firm is
 * never left without an active owner.
 */
export function decideStaffChange({ actorRole, target, change, activeOwners }: StaffFacts): StaffDecision {
  if (actorRole !== 'owner' && target.role === 'owner')
    return { kind: 'refused', reason: 'only_owners_touch_owners' };
  if (actorRole !== 'owner' && change.role === 'owner')
    return { kind: 'refused', reason: 'only_owners_make_owners' };
  const isOwner = target.role === 'owner' && target.active;
  const staysOwner = (change.role ?? target.role) === 'owner' && (change.active ?? target.active);
  if (isOwner && !staysOwner && activeOwners <= 1) return { kind: 'refused', reason: 'last_owner' };
  return { kind: 'allowed' };
}

/**
 * Whether somebody may leave who alone sees some restricted matters: when an owner names who is to see them. Else the
 * sentence that says so; `ask` tells whether naming somebody would help.
 */
export function decideLeaving(facts: {
  actorRole: Role;
  /** Restricted matters that nobody else at work sees. */
  mattersAlone: number;
  successor: { id: string; active: boolean } | null;
  leaving: string;
}): { kind: 'allowed' } | { kind: 'refused'; ask: boolean; detail: string } {
  const { actorRole, mattersAlone, successor, leaving } = facts;
  if (mattersAlone === 0) return { kind: 'allowed' };
  const matters = mattersAlone === 1 ? 'one restricted matter' : `${mattersAlone} restricted matters`;
  const alone = `Nobody else can open ${matters} of this person.`;
  if (actorRole !== 'owner')
    return { kind: 'refused', ask: false, detail: `${alone} An owner has to say who takes over.` };
  if (successor?.active && successor.id !== leaving) return { kind: 'allowed' };
  return { kind: 'refused', ask: true, detail: `${alone} Choose a colleague who takes over.` };
}

/** A staff member as the caller may see it: members know their own hourly rate, not those of colleagues. */
export function seenBy(caller: { staffId: string; role: Role }, staff: StaffMember): StaffMember {
  return caller.role === 'member' && caller.staffId !== staff.id ? { ...staff, hourlyRate: null } : staff;
}

/** The problem that each refusal ends the request with. */
export const refusals = {
  only_owners_touch_owners: { code: 'forbidden', detail: 'Only an owner can change an owner.' },
  only_owners_make_owners: { code: 'forbidden', detail: 'Only an owner can make somebody an owner.' },
  last_owner: {
    code: 'wrong_state',
    detail: 'The firm needs at least one active owner: make somebody else an owner first.',
  },
  shared: {
    code: 'wrong_state',
    detail:
      'This person signs in to more than this firm with the present address, so it cannot be changed here.',
  },
  taken: { code: 'already_exists', detail: 'Somebody else signs in with this address already.' },
} as const;

/** How long an invitation can be accepted. */
export const invitationDays = 7;

export type InvitationState = 'open' | 'accepted' | 'revoked' | 'expired';

export function invitationState(
  row: { accepted_at: Date | null; revoked_at: Date | null; expires_at: Date },
  now: Date,
): InvitationState {
  if (row.accepted_at) return 'accepted';
  if (row.revoked_at) return 'revoked';
  return row.expires_at > now ? 'open' : 'expired';
}
