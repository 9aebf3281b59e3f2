/** Contacts by number, kept while a run goes through many interactions: the same people call again and again. */
import type { Tx } from '../../../platform/db/database.ts';
import { type FirmFacts, loadPartyFacts, type PartyFacts } from '../facts-store.ts';

/** About 50 MB of contacts with their matters. */
const mostNumbers = 100_000;

export interface FactsCache {
  /** What is known of each of these numbers; those that were not asked before are loaded together. */
  load(tx: Tx, firm: FirmFacts, e164s: readonly string[]): Promise<void>;
  of(e164: string | null): PartyFacts;
}

const nobody: PartyFacts = { contactsOf: () => [], pairRulesOf: () => [], add: () => undefined };

export function createFactsCache(most = mostNumbers): FactsCache {
  const known = new Map<string, PartyFacts>();
  return {
    async load(tx, firm, e164s) {
      const missing = [...new Set(e164s)].filter((number) => !known.has(number));
      if (known.size + missing.length > most) {
        // Those of this batch stay; all others can be asked for again.
        const wanted = new Set(e164s);
        for (const number of known.keys()) if (!wanted.has(number)) known.delete(number);
      }
      if (missing.length === 0) return;
      const loaded = await loadPartyFacts(tx, firm, missing);
      for (const number of missing) known.set(number, loaded);
    },
    of: (e164) => (e164 === null ? nobody : (known.get(e164) ?? nobody)),
  };
}
