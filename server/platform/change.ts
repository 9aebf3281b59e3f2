/** Who changes something, and the trace that every change leaves in its own transaction. */
import { audit } from './audit.ts';
import type { Clock } from './clock.ts';
import type { Tx } from './db/database.ts';
import type { PortalPrincipal, Principal } from './http/contract.ts';
import { problem } from './http/problems.ts';
import { appendEvents } from './live-events.ts';

export interface Actor {
  firmId: string;
  /** null: the program itself, or a person of the portal. */
  staffId: string | null;
  /** Somebody outside the firm, through its portal. */
  portalUserId?: string;
  now: Date;
}

export function actorOf(principal: Principal, clock: Clock): Actor & { staffId: string } {
  return { firmId: principal.firmId, staffId: principal.staffId, now: clock.now() };
}

export function portalActorOf(
  { firmId, portalUserId }: PortalPrincipal,
  clock: Clock,
): Actor & { portalUserId: string } {
  return { firmId, staffId: null, portalUserId, now: clock.now() };
}

/** Writes the audit row and tells open screens (`<noun>.changed`). Call it last in the transaction. */
export async function recordChange(
  tx: Tx,
  actor: Actor,
  change: {
    /** `fee.created`: the noun before the dot is the subject's type and names the live event. */
    action: `${string}.${string}`;
    id: string;
    matterId?: string | null;
    /** Tells its participants, and staff who have it open; nobody else. */
    conversationId?: string | null;
    /** Tells this person of the portal, and no other. */
    forPortalUserId?: string | null;
    /** People outside the firm are not to notice it. */
    staffOnly?: boolean;
    detail?: Record<string, unknown>;
  },
): Promise<void> {
  const noun = change.action.slice(0, change.action.indexOf('.'));
  const matterId = change.matterId ?? null;
  await audit(tx, {
    firmId: actor.firmId,
    staffId: actor.staffId,
    ...(actor.portalUserId ? { portalUserId: actor.portalUserId } : {}),
    action: change.action,
    subjectType: noun,
    subjectId: change.id,
    matterId,
    at: actor.now,
    ...(change.detail ? { detail: change.detail } : {}),
  });
  const { conversationId = null, forPortalUserId = null, staffOnly = false } = change;
  await appendEvents(tx, actor.firmId, [
    { type: `${noun}.changed`, subjectId: change.id, matterId, conversationId, forPortalUserId, staffOnly },
  ]);
}

/** The version that the caller saw: `If-Match: "3"`, else the body's `version`; null when neither says. */
export function expectedVersion(
  headers: { 'if-match'?: string | undefined },
  bodyVersion: number | undefined,
): number | null {
  const header = headers['if-match'];
  if (header === undefined || header === '*') return bodyVersion ?? null;
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(header.trim())?.[1];
  if (version === undefined) throw problem('invalid_input', 'If-Match holds no version of ours.');
  return Number(version);
}

/** Ends the request with `conflict` when the record is not the one that the caller saw. */
export function checkVersion(found: number, expected: number | null): void {
  if (expected !== null && found !== expected) {
    throw problem(
      'conflict',
      'Somebody changed it since you opened it. Nothing was saved; look at the newest version and try again.',
    );
  }
}
