import { sql } from 'kysely';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import type { MatterInput, MatterPatch } from './matters-schema.ts';
import { checkWall } from './matters-walls.ts';
import { checkReferences } from './references.ts';
import { searchWords } from './search-terms.ts';
import './tables.ts';

/** Makes a matter with its parties; its number is the firm's next unless given. Answers its id. Audited. */
export async function createMatter(tx: Tx, actor: Actor, input: MatterInput): Promise<string> {
  const { firmId } = actor;
  const id = newId();
  await checkReferences(tx, firmId, input);
  const firm = await firmFacts(tx, firmId);
  const access = [...new Set(input.accessStaffIds ?? [])];
  const restricted = input.restricted ?? false;
  if (restricted) await checkWall(tx, firmId, { restricted, staffIds: access });
  // Who makes a matter must be able to see it: a wall without its maker is set on the finished matter.
  if (restricted && actor.staffId !== null && !access.includes(actor.staffId))
    throw problem('invalid_input', 'accessStaffIds: put yourself on the list; you can leave it later.');
  const stageId = await stageFor(tx, firmId, input.matterTypeId ?? null, input.stageId);
  const number = input.number ?? (await nextNumber(tx, firmId));
  const inserted = await tx
    .insertInto('matters')
    .values({
      firm_id: firmId,
      id,
      number,
      title: input.title,
      description: input.description ?? '',
      matter_type_id: input.matterTypeId ?? null,
      stage_id: stageId,
      status: input.status ?? 'open',
      person_responsible_id: input.personResponsibleId ?? null,
      opened_on: input.openedOn === undefined ? todayIn(firm, actor.now) : input.openedOn,
      closed_on: input.closedOn ?? null,
    })
    .onConflict((conflict) => conflict.columns(['firm_id', 'number']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!inserted) throw numberTaken();
  await replaceParties(tx, firmId, id, input.parties ?? []);
  if (restricted) {
    await tx
      .insertInto('matter_access')
      .values(access.map((staffId) => ({ firm_id: firmId, matter_id: id, staff_id: staffId })))
      .execute();
    await tx
      .updateTable('matters')
      .set({ restricted: true })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .execute();
  }
  await refreshMatterSearch(tx, firmId, id);
  await recordChange(tx, actor, {
    action: 'matter.created',
    id,
    matterId: id,
    detail: { number, title: input.title },
  });
  return id;
}

/** Changes what is given; a new type starts at its first stage unless a stage is given. Audited. */
export async function updateMatter(
  tx: Tx,
  actor: Actor,
  id: string,
  patch: MatterPatch,
  expected: number | null,
): Promise<void> {
  const { firmId } = actor;
  const row = await lockMatter(tx, firmId, id);
  checkVersion(row.version, expected);
  await checkReferences(tx, firmId, patch);
  const typeId = patch.matterTypeId === undefined ? row.matter_type_id : patch.matterTypeId;
  const changesStage = patch.stageId !== undefined || typeId !== row.matter_type_id;
  const stageId = changesStage ? await stageFor(tx, firmId, typeId, patch.stageId) : row.stage_id;
  const status = patch.status ?? row.status;
  if (patch.number !== undefined && patch.number !== row.number)
    await checkNumberFree(tx, firmId, patch.number);
  await tx
    .updateTable('matters')
    .set({
      number: patch.number ?? row.number,
      title: patch.title ?? row.title,
      description: patch.description ?? row.description,
      matter_type_id: typeId,
      stage_id: stageId,
      status,
      person_responsible_id:
        patch.personResponsibleId === undefined ? row.person_responsible_id : patch.personResponsibleId,
      opened_on: patch.openedOn === undefined ? row.opened_on : patch.openedOn,
      closed_on: await closedOn(tx, actor, row, status, patch.closedOn),
      version: row.version + 1,
      updated_at: sql`now()`,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  if (patch.parties) await replaceParties(tx, firmId, id, patch.parties);
  await refreshMatterSearch(tx, firmId, id);
  const detail = {
    fields: Object.keys(patch).filter((field) => field !== 'version'),
    ...(stageId === row.stage_id ? {} : { stage: { from: row.stage_id, to: stageId } }),
    ...(status === row.status ? {} : { status: { from: row.status, to: status } }),
  };
  await recordChange(tx, actor, { action: 'matter.changed', id, matterId: id, detail });
}

async function closedOn(
  tx: Tx,
  actor: Actor,
  row: { status: string; closed_on: string | null },
  status: string,
  given: string | null | undefined,
): Promise<string | null> {
  if (given !== undefined) return given;
  if (status !== 'closed') return null;
  if (row.status === 'closed') return row.closed_on;
  return todayIn(await firmFacts(tx, actor.firmId), actor.now);
}

/** The matter for changing, locked; not found when the caller may not see it. */
export async function lockMatter(tx: Tx, firmId: string, id: string) {
  const row = await tx
    .selectFrom('matters')
    .select([
      'id',
      'number',
      'title',
      'description',
      'matter_type_id',
      'stage_id',
      'status',
      'person_responsible_id',
      'restricted',
      'opened_on',
      'closed_on',
      'version',
    ])
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return found(row);
}

/** Ends with not found unless the caller can see the matter. */
export async function mustSeeMatter(tx: Tx, firmId: string, id: string): Promise<void> {
  found(
    await tx
      .selectFrom('matters')
      .select('id')
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .executeTakeFirst(),
  );
}

async function replaceParties(
  tx: Tx,
  firmId: string,
  matterId: string,
  parties: readonly { contactId: string; role: string; isClient: boolean }[],
): Promise<void> {
  const ids = [...new Set(parties.map((party) => party.contactId))];
  const known = await sql`
    select 1 from contacts where firm_id = ${firmId} and id = any(${ids}::uuid[])`.execute(tx);
  if (known.rows.length < ids.length) throw problem('invalid_input', 'parties: there is no such contact.');
  await tx
    .deleteFrom('matter_parties')
    .where('firm_id', '=', firmId)
    .where('matter_id', '=', matterId)
    .execute();
  if (parties.length === 0) return;
  await tx
    .insertInto('matter_parties')
    .values(
      parties.map((party) => ({
        firm_id: firmId,
        matter_id: matterId,
        contact_id: party.contactId,
        role: party.role,
        is_client: party.isClient,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Number, title, description and the names of the parties, as of now. */
async function refreshMatterSearch(tx: Tx, firmId: string, id: string): Promise<void> {
  const { rows } = await sql<{ texts: string[] }>`
    select array[m.number, m.title, m.description] || coalesce((
      select array_agg(c.display_name) from matter_parties p
      join contacts c on c.firm_id = ${firmId} and c.id = p.contact_id
      where p.firm_id = ${firmId} and p.matter_id = m.id), '{}') as texts
    from matters m where m.firm_id = ${firmId} and m.id = ${id}`.execute(tx);
  const words = searchWords(rows[0]?.texts ?? []);
  await sql`
    update matters set search = array_to_tsvector(${words}::text[])
    where firm_id = ${firmId} and id = ${id}`.execute(tx);
}

/**
 * The next number of the firm: the counter's row is held until the transaction ends, so no number is given twice. A firm
 * that brought its matters along goes on after its highest number.
 */
async function nextNumber(tx: Tx, firmId: string): Promise<string> {
  const begun = await sql`select 1 from matter_number_sequences where firm_id = ${firmId}`.execute(tx);
  if (begun.rows.length === 0) {
    await sql`
      insert into matter_number_sequences (firm_id, last) values (${firmId}, highest_matter_number(${firmId}))
      on conflict do nothing`.execute(tx);
  }
  for (;;) {
    const { rows } = await sql<{ last: number }>`
      update matter_number_sequences set last = last + 1 where firm_id = ${firmId} returning last`.execute(
      tx,
    );
    const number = String(rows[0]?.last ?? 1).padStart(5, '0');
    if (await numberIsFree(tx, firmId, number)) return number;
  }
}

async function checkNumberFree(tx: Tx, firmId: string, number: string): Promise<void> {
  if (!(await numberIsFree(tx, firmId, number))) throw numberTaken();
}

/** Walled matters count too, though the caller does not see them: the function looks past the wall. */
async function numberIsFree(tx: Tx, firmId: string, number: string): Promise<boolean> {
  const { rows } = await sql<{
    taken: boolean;
  }>`select matter_number_taken(${firmId}, ${number}) as taken`.execute(tx);
  return rows[0]?.taken === false;
}

function numberTaken() {
  return problem('already_exists', 'That matter number cannot be used; choose another.', {
    fields: [{ field: 'number', message: 'Choose another number' }],
  });
}

/** The given stage when it is one of the type's, else the first of the type's stages; null for a type without stages. */
async function stageFor(
  tx: Tx,
  firmId: string,
  matterTypeId: string | null,
  given: string | null | undefined,
): Promise<string | null> {
  if (given === null) return null;
  const stages = matterTypeId === null ? [] : await stagesOfType(tx, firmId, matterTypeId);
  if (given === undefined) return stages[0]?.id ?? null;
  if (!stages.some((stage) => stage.id === given))
    throw problem('invalid_input', 'stageId: not a stage of this matter type.', {
      fields: [{ field: 'stageId', message: 'Not a stage of this matter type' }],
    });
  return given;
}

export async function stagesOfType(
  tx: Tx,
  firmId: string,
  matterTypeId: string,
): Promise<{ id: string; name: string }[]> {
  return await tx
    .selectFrom('stages as s')
    .innerJoin('matter_types as t', (join) =>
      join.onRef('t.firm_id', '=', 's.firm_id').onRef('t.stage_set_id', '=', 's.stage_set_id'),
    )
    .select(['s.id', 's.name'])
    .where('s.firm_id', '=', firmId)
    .where('t.id', '=', matterTypeId)
    .orderBy('s.position')
    .orderBy('s.id')
    .execute();
}
