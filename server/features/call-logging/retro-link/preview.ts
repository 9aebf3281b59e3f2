/** What earlier interactions would become, decided as the program decides and told as the reader may hear it. */
import type { z } from 'zod';
import { actAgainAs, actAsProgram, type Tx } from '../../../platform/db/database.ts';
import { decideCase } from '../decide-case.ts';
import { destinationsFor } from '../destination.ts';
import { loadEntries } from '../entries-store.ts';
import { listSeenMatters } from '../entry-reads.ts';
import { explain } from '../explain.ts';
import { loadFirmFacts, loadPartyFacts } from '../facts-store.ts';
import { assembledInteraction } from '../interaction.ts';
import { type PipelineDeps, settleContext } from '../pipeline.ts';
import { viewInteractions } from '../redos/views.ts';
import { compare, matterOf, outcomeOf } from '../what-if/compare.ts';
import type { earlierInteraction } from './schema.ts';
import type { EarlierRow } from './store.ts';

export async function previewEarlier(
  deps: PipelineDeps,
  tx: Tx,
  who: { firmId: string; staffId: string },
  rows: readonly EarlierRow[],
): Promise<z.input<typeof earlierInteraction>[]> {
  const { firmId, staffId } = who;
  if (rows.length === 0) return [];
  const shown = await viewInteractions(
    tx,
    firmId,
    rows.map(({ id }) => id),
  );
  await actAsProgram(tx);
  const decided = await decideThem(deps, tx, firmId, rows);
  await actAgainAs(tx, staffId);
  const named = decided.flatMap(({ decision }) => [
    ...(matterOf(decision) === null ? [] : [matterOf(decision) ?? '']),
    ...decision.why.candidates.flatMap(({ matterId }) => matterId ?? []),
  ]);
  const visible = await listSeenMatters(tx, firmId, named);
  return decided.flatMap(({ id, decision, changes }) => {
    const interaction = shown.get(id);
    if (!interaction) return [];
    const matterId = matterOf(decision);
    // Where it would go must not be told to somebody for whom that matter does not exist.
    const hidden = matterId !== null && !visible.has(matterId);
    const candidates = decision.why.candidates.filter(
      (one) => one.matterId === null || visible.has(one.matterId),
    );
    const title = candidates.find((one) => one.matterId === matterId)?.matterTitle ?? null;
    return [
      {
        interaction,
        becomes: hidden ? 'none' : outcomeOf(decision),
        changes,
        thenSentence: hidden ? 'Decided again once it is linked.' : explain({ ...decision.why, candidates }),
        thenMatterId: hidden ? null : matterId,
        thenMatterTitle: hidden ? null : title,
      },
    ];
  });
}

async function decideThem(deps: PipelineDeps, tx: Tx, firmId: string, rows: readonly EarlierRow[]) {
  const sources = [...new Set(rows.map((row) => row.source_id))];
  const firm = await loadFirmFacts(tx, firmId, sources, deps.practiceSystems);
  const context = settleContext(deps, tx, firm, deps.platform.clock.now());
  const all = rows.map((row) => ({ row, interaction: assembledInteraction.parse(row.assembled) }));
  const numbers = all.flatMap(({ interaction }) => interaction.externalParty.e164 ?? []);
  const parties = await loadPartyFacts(tx, firm, numbers);
  const entries = await loadEntries(
    tx,
    firmId,
    rows.map(({ id }) => id),
  );
  return all.flatMap(({ row, interaction }) => {
    const own = entries.get(row.id) ?? new Map();
    const subject = { sourceId: row.source_id, interaction, parties };
    const places = destinationsFor(firm.connected, interaction, own).map((destination) => {
      const decision = decideCase(context, subject, destination, null);
      return { decision, change: compare(own.get(destination.id) ?? null, decision, () => decision) };
    });
    const told = places.find(({ change }) => change !== null) ?? places[0];
    return told ? [{ id: row.id, decision: told.decision, changes: told.change !== null }] : [];
  });
}
