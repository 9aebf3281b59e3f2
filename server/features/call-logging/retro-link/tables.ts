/** Offers of earlier interactions, as migrations/0010-what-if.sql makes them. */
import type { Generated } from 'kysely';

interface RetroOffersTable {
  firm_id: string;
  contact_id: string;
  e164: string;
  created_at: Generated<Date>;
  settled_at: Date | null;
}

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    retro_offers: RetroOffersTable;
  }
}
