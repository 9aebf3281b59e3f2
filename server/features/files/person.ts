/** Who sends or reads a file, staff or not, and whether the conversation is there for them: its wall in the database decides. */
import { sql } from 'kysely';
import type { Actor } from '../../platform/change.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Scope, Tx } from '../../platform/db/database.ts';
import type { PortalPrincipal, Principal } from '../../platform/http/contract.ts';
import './tables.ts';

export type Person = { firmId: string } & (
  | { staffId: string; portalUserId: null; secondFactor: true }
  | { staffId: null; portalUserId: string; secondFactor: boolean }
);

export function staffPerson({ firmId, staffId }: Principal): Person {
  return { firmId, staffId, portalUserId: null, secondFactor: true };
}

export function portalPerson({ firmId, portalUserId, secondFactor }: PortalPrincipal): Person {
  return { firmId, staffId: null, portalUserId, secondFactor };
}

/** What this person may see. */
export function eyesOf(database: Pick<Database, 'firm' | 'portal'>, person: Person): Scope {
  return person.staffId === null ? database.portal(person) : database.firm(person.firmId, person.staffId);
}

export function actorOfPerson({ firmId, staffId, portalUserId }: Person, clock: Clock): Actor {
  return { firmId, staffId, now: clock.now(), ...(portalUserId ? { portalUserId } : {}) };
}

export interface Place {
  kind: 'external' | 'internal' | 'channel' | 'direct';
  state: 'draft' | 'open' | 'archived' | 'ended';
  matterId: string | null;
  /** A second factor is asked for and was not proved. */
  locked: boolean;
}

/** The conversation, for whoever may send files to it; null: for this person it takes none. Within that person's eyes. */
export async function findPlace(tx: Tx, person: Person, conversationId: string): Promise<Place | null> {
  const { firmId, staffId, portalUserId } = person;
  // Somebody with a break-glass grant reads a direct conversation and writes nothing there.
  const mayWrite =
    staffId === null
      ? sql<boolean>`exists (select 1 from participants p where p.firm_id = ${firmId} and p.conversation_id = c.id
          and p.portal_user_id = ${portalUserId} and p.left_at is null)`
      : sql<boolean>`(c.kind in ('external', 'internal') or ${staffId} = any(c.staff_ids))`;
  const { rows } = await sql<Omit<Place, 'locked'> & { secondFactor: boolean }>`
    select c.kind, c.state, c.matter_id as "matterId", c.second_factor as "secondFactor" from conversations c
    where c.firm_id = ${firmId} and c.id = ${conversationId} and ${mayWrite}`.execute(tx);
  const [row] = rows;
  if (!row) return null;
  const { secondFactor, ...place } = row;
  return { ...place, locked: secondFactor && !person.secondFactor };
}
