import type { FastifyRequest } from 'fastify';

/** What somebody signed in with, kept for as long as they listen. */
export interface Credential {
  secret: string;
  /** What signals call it; null: they name the person. */
  tag: string | null;
}

/** Staff, or the people of the portal: how it is told whether those who signed in some time ago still are. */
export interface Realm {
  /** Of a request that was let in. */
  credentialOf(request: FastifyRequest): Credential | null;
  /** As whom each acts now, by secret, in one query for each kind; those that no longer hold are missing. */
  actingAs(secrets: readonly string[]): Promise<Map<string, { firmId: string; personId: string }>>;
}
