/** The tables of the portal's look, as migrations/0042-portal-sign-in.sql and 0050-portal-app.sql make them. */
import type { Generated } from 'kysely';

interface PortalLooksTable {
  firm_id: string;
  accent: string;
  logo: Generated<Buffer | null>;
  quick_exit: Generated<boolean>;
  quick_exit_url: Generated<string>;
  version: Generated<number>;
  updated_at: Date;
}

interface PortalIconsTable {
  firm_id: string;
  name: string;
  drawn_from: string;
  png: Buffer;
}

interface PortalHostsTable {
  firm_id: string;
  host: string;
  verified_at: Date | null;
  updated_at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    portal_looks: PortalLooksTable;
    portal_icons: PortalIconsTable;
    portal_hosts: PortalHostsTable;
  }
}
