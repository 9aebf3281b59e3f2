/** Matters whose time is over, and what would go with each. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Scope, Tx } from '../../platform/db/database.ts';
import { type FirmFacts, todayIn } from '../firms/index.ts';
import { listDueMatters } from '../retention/index.ts';
import { refuseMatter } from './decide.ts';
import { type Known, knownMatters } from './facts.ts';
import { purgeList } from './list.ts';
import type { Kind } from './list-rule.ts';
import { bytesOf, countsOf, reachOf } from './rows.ts';
import type { due } from './schema.ts';

interface Page {
  limit: number;
  after?: string | undefined;
}

/** Found with the reader's eyes; counted by the program, since what the reader does not see of a matter goes as well. */
export async function listDue(
  { own, program }: { own: Scope; program: Scope },
  firmId: string,
  of: { staffId: string; firm: FirmFacts; now: Date },
  query: Page,
): Promise<{ items: z.input<typeof due>[]; next: string | null }> {
  const seen = await own.read((tx) => listDueMatters(tx, firmId, todayIn(of.firm, of.now), query));
  const items = await program.read(async (tx) => {
    await sql`set local jit = off`.execute(tx);
    const ids = seen.items.map(({ id }) => id);
    const known = await knownMatters(tx, firmId, ids, { ...of, besides: of.staffId, lock: false });
    const shown: z.input<typeof due>[] = [];
    for (const id of ids) {
      const matter = known.get(id);
      if (matter) shown.push(await withCounts(tx, firmId, matter));
    }
    return shown;
  });
  return { items, next: seen.next };
}

const counted = purgeList.filter(({ counts }) => counts !== undefined);

async function withCounts(tx: Tx, firmId: string, matter: Known): Promise<z.input<typeof due>> {
  const reach = await reachOf(tx, { firmId, matterId: matter.id });
  const { rows } = await countsOf(counted, reach).execute(tx);
  const counts: Partial<Record<Kind, number>> = {};
  for (const { counts: kind, table } of counted) {
    const count = rows.find((row) => row.table === table)?.count ?? 0;
    if (kind !== undefined) counts[kind] = (counts[kind] ?? 0) + count;
  }
  const files = await bytesOf(reach).execute(tx);
  return {
    ...{ id: matter.id, number: matter.number, title: matter.title },
    closedOn: matter.closedOn ?? '',
    dueOn: matter.facts.dueOn ?? '',
    counts: {
      conversations: 0,
      messages: 0,
      documents: 0,
      calls: 0,
      texts: 0,
      mails: 0,
      quotes: 0,
      time: 0,
      ...counts,
    },
    files: files.rows.length,
    bytes: files.rows.reduce((sum, { size }) => sum + (size ?? 0), 0),
    keeps: refuseMatter('propose', matter.facts),
  };
}
