/**
 * Their records into the practice record: a handful of statements a page, whatever its size. Unchanged records cost none.
 * What the firm itself keeps is never overwritten.
 */
import type { Tx } from '../../platform/db/database.ts';
import { type MirrorItem, type MirrorKind, mirrorKinds } from '../../vendors/ports.ts';
import { removeKeptStages, removeKeptTypes, retireKeptCodes } from '../practice/index.ts';
import { type Applied, add, nothing } from './applied.ts';
import { applyActivityCodes } from './apply-activity-codes.ts';
import { applyContacts, removeContacts } from './apply-contacts.ts';
import { applyMatters, removeMatters } from './apply-matters.ts';
import { applyParties, removeParties } from './apply-parties.ts';
import { applyStaff, removeStaff } from './apply-staff.ts';
import { applyStages, applyTypes } from './apply-types.ts';
import { type MirrorContext, markRemoved, type Ref, takeWaiting } from './links-store.ts';

/** Rounds of records that waited for records that waited: a party for its matter for its contact. */
const mostRounds = 4;

/**
 * Takes a page in; call it in one transaction with the cursor behind it. `adopt` names contacts of ours, by external id,
 * that these turned out to be: they keep their ids.
 */
export async function applyMirrored(
  tx: Tx,
  context: MirrorContext,
  items: readonly MirrorItem[],
  adopt: ReadonlyMap<string, string> = new Map(),
): Promise<Applied> {
  let applied = nothing();
  let round: readonly MirrorItem[] = items;
  for (let count = 0; count < mostRounds && round.length > 0; count += 1) {
    const fresh: Ref[] = [];
    for (const kind of mirrorKinds) {
      const part = await applyKind(tx, context, kind, round, adopt);
      if (!part) continue;
      applied = add(applied, part);
      fresh.push(...part.fresh.map((externalId) => ({ kind, externalId })));
    }
    round = await takeWaiting(tx, context, fresh);
  }
  return applied;
}

async function applyKind(
  tx: Tx,
  context: MirrorContext,
  kind: MirrorKind,
  items: readonly MirrorItem[],
  adopt: ReadonlyMap<string, string>,
): Promise<Applied | null> {
  const ofKind = items.filter((item) => item.kind === kind);
  if (ofKind.length === 0) return null;
  const applied = await applierOf(kind)(tx, context, items, adopt);
  return applied.gone.length === 0
    ? applied
    : add(applied, await removeMirrored(tx, context, kind, applied.gone));
}

type Apply = (
  tx: Tx,
  context: MirrorContext,
  items: readonly MirrorItem[],
  adopt: ReadonlyMap<string, string>,
) => Promise<Applied>;

function applierOf(kind: MirrorKind): Apply {
  const appliers: Readonly<Record<MirrorKind, Apply>> = {
    staff: applyStaff,
    matter_type: applyTypes,
    stage: applyStages,
    activity_code: applyActivityCodes,
    contact: applyContacts,
    matter: applyMatters,
    party: applyParties,
  };
  return appliers[kind];
}

/** Deleted, merged away, archived or hidden there: what hangs on these records stays, and they may come back. */
export async function removeMirrored(
  tx: Tx,
  context: MirrorContext,
  kind: MirrorKind,
  externalIds: readonly string[],
): Promise<Applied> {
  const ids = await markRemoved(tx, context, kind, externalIds);
  const removed = { ...nothing(), removed: ids.length };
  if (ids.length === 0) return removed;
  switch (kind) {
    case 'staff':
      await removeStaff(tx, context, ids);
      return removed;
    case 'matter_type':
      await removeKeptTypes(tx, context, ids);
      return removed;
    case 'stage':
      await removeKeptStages(tx, context, ids);
      return removed;
    case 'activity_code':
      await retireKeptCodes(tx, context, ids);
      return removed;
    case 'contact':
      return add(removed, await removeContacts(tx, context, ids));
    case 'matter':
      return add(removed, await removeMatters(tx, context, ids));
    case 'party':
      return add(removed, await removeParties(tx, context, ids));
  }
}
