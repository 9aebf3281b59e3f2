interface FirmsTable {
  id: string;
  name: string;
  country: string;
  time_zone: string;
  currency: string;
  event_seq: number;
  created_at: Date;
}
declare module '../../platform/db/tables.ts' {
  interface Tables {
    firms: FirmsTable;
  }
}

export type { FirmsTable };
