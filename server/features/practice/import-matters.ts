/** Matters of a file against the record, as the importing person sees it: planned for a preview, or written. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { Problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { firmFacts } from '../firms/index.ts';
import { type ImportCounts, importContact, type KnownContacts, loadKnown } from './import-contacts.ts';
import { decideMatter, foldName, type KnownMatter } from './import-decide.ts';
import { type ContactRow, type MatterRow, type RowProblem, splitName } from './import-rows.ts';
import { createMatterType, listMatterTypes, listStages } from './matter-types-store.ts';
import { createMatter, updateMatter } from './matters-store.ts';

export interface MatterRun {
  write: boolean;
  knownContacts: KnownContacts;
  /** What earlier rows of the run made. */
  made: KnownMatter[];
}

/** Decides each row, and writes it unless `write` is false. */
export async function importMatters(
  tx: Tx,
  actor: Actor,
  rows: readonly MatterRow[],
  run: MatterRun,
): Promise<{ counts: ImportCounts; problems: RowProblem[] }> {
  const { firmId } = actor;
  const counts: ImportCounts = { created: 0, filled: 0, unchanged: 0 };
  const problems: RowProblem[] = [];
  const names = await loadNames(tx, firmId);
  const known = [...(await loadMatters(tx, firmId, rows)), ...run.made];
  const clients = rows.flatMap(({ client }) => client?.name ?? []);
  await loadKnown(tx, firmId, clients, run.knownContacts);
  for (const row of rows) {
    const refs = await resolve(tx, actor, row, names, run.write, problems);
    const decision = decideMatter(row, refs, known);
    if (decision.do === 'nothing') counts.unchanged += 1;
    if (decision.do === 'fill') {
      if (run.write) await updateMatter(tx, actor, decision.matterId, decision.patch, null);
      counts.filled += 1;
    }
    if (decision.do !== 'create') continue;
    const made = await createRow(tx, actor, row, refs, run, problems);
    if (made === null) continue;
    counts.created += 1;
    known.push(made);
    if (!run.write) run.made.push(made);
  }
  return { counts, problems };
}

interface Names {
  types: { id: string; name: string; stageSetId: string | null }[];
  stages: { id: string; stageSetId: string; name: string }[];
  staff: { id: string; name: string; email: string }[];
}

interface Refs {
  typeId: string | null;
  stageId: string | null;
  responsibleId: string | null;
}

async function loadNames(tx: Tx, firmId: string): Promise<Names> {
  const staff = await sql<{ id: string; name: string; email: string }>`
    select id, first_name || ' ' || last_name as name, email from staff_members where firm_id = ${firmId}`.execute(
    tx,
  );
  return {
    types: await listMatterTypes(tx, firmId),
    stages: await listStages(tx, firmId),
    staff: staff.rows,
  };
}

/** Names of the file as ids; a kind of matter that is new is added to the record. */
async function resolve(
  tx: Tx,
  actor: Actor,
  row: MatterRow,
  names: Names,
  write: boolean,
  problems: RowProblem[],
): Promise<Refs> {
  const is = (name: string) => (other: { name: string }) => foldName(other.name) === foldName(name);
  const complain = (column: string, value: string, message: string) =>
    problems.push({ line: row.line, column, value, message, leftOut: 'field' });
  let type = row.type === '' ? undefined : names.types.find(is(row.type));
  if (!type && row.type !== '') {
    const input = { name: row.type, stageSetId: null };
    type = write ? await createMatterType(tx, actor, input) : { id: newId(), ...input };
    names.types.push(type);
  }
  const { stageSetId = null } = type ?? {};
  const stage = names.stages.find((other) => other.stageSetId === stageSetId && is(row.stage)(other));
  if (row.stage !== '' && !stage) complain('Stage', row.stage, 'Not a stage of this kind of matter.');
  const person = names.staff.find(
    (other) =>
      row.responsible !== '' &&
      (is(row.responsible)(other) || other.email.toLowerCase() === row.responsible.toLowerCase()),
  );
  if (row.responsible !== '' && !person)
    complain('Person responsible', row.responsible, 'There is no staff member of that name or e-mail.');
  return { typeId: type?.id ?? null, stageId: stage?.id ?? null, responsibleId: person?.id ?? null };
}

async function createRow(
  tx: Tx,
  actor: Actor,
  row: MatterRow,
  refs: Refs,
  run: MatterRun,
  problems: RowProblem[],
): Promise<KnownMatter | null> {
  const leave = (column: string | null, value: string, message: string, leftOut: 'row' | 'field') =>
    problems.push({ line: row.line, column, value, message, leftOut });
  if (row.number !== null && (await isTaken(tx, actor.firmId, row.number))) {
    leave('Number', row.number, 'This number cannot be used; choose another.', 'row');
    return null;
  }
  const contactId = await clientOf(tx, actor, row, run, (message) =>
    leave('Client', row.client?.name ?? '', message, 'field'),
  );
  let id = newId();
  if (run.write) {
    try {
      id = await createMatter(tx, actor, {
        ...(row.number === null ? {} : { number: row.number }),
        title: row.title,
        description: row.description,
        matterTypeId: refs.typeId,
        ...(refs.stageId === null ? {} : { stageId: refs.stageId }),
        status: row.status,
        personResponsibleId: refs.responsibleId,
        openedOn: row.openedOn,
        closedOn: row.closedOn,
        parties: contactId === null ? [] : [{ contactId, role: 'Client', isClient: true }],
      });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      leave(null, row.title, error.message, 'row');
      return null;
    }
  }
  return {
    id,
    number: row.number ?? '',
    title: row.title,
    description: row.description,
    typeId: refs.typeId,
    responsibleId: refs.responsibleId,
    openedOn: row.openedOn,
    closedOn: row.closedOn,
    clientNames: row.client ? [row.client.name] : [],
  };
}

/** The client's contact, made if nobody of that name is there; null when the name alone does not tell which. */
async function clientOf(
  tx: Tx,
  actor: Actor,
  row: MatterRow,
  run: MatterRun,
  complain: (message: string) => void,
): Promise<string | null> {
  if (!row.client) return null;
  const { name, email, phone } = row.client;
  const namesakes = run.knownContacts.get(foldName(name)) ?? [];
  if (namesakes.length > 1 && email === null && phone === null) {
    complain('Several contacts have this name; add the client’s e-mail or number.');
    return null;
  }
  const company = /\b(ltd|limited|plc|llp|inc|corp|llc|pty)\b/i.test(name);
  const [firstName, lastName] = company ? ['', ''] : splitName(name);
  const contact: ContactRow = {
    line: row.line,
    kind: company ? 'company' : 'person',
    firstName,
    lastName,
    companyName: company ? name : '',
    notes: '',
    phones: phone === null ? [] : [{ text: phone.slice(0, 500), label: '' }],
    emails: email === null ? [] : [{ email, label: '' }],
    addresses: [],
  };
  const { country } = await firmFacts(tx, actor.firmId);
  const { did, contactId } = await importContact(tx, actor.firmId, contact, {
    write: run.write,
    known: run.knownContacts,
    country,
  });
  if (run.write && did === 'created')
    await recordChange(tx, actor, { action: 'contact.created', id: contactId, detail: { name } });
  return contactId;
}

async function isTaken(tx: Tx, firmId: string, number: string): Promise<boolean> {
  const { rows } = await sql<{
    taken: boolean;
  }>`select matter_number_taken(${firmId}, ${number}) as taken`.execute(tx);
  return rows[0]?.taken ?? false;
}

async function loadMatters(tx: Tx, firmId: string, rows: readonly MatterRow[]): Promise<KnownMatter[]> {
  const numbers = rows.flatMap(({ number }) => number ?? []);
  const titles = rows.map(({ title }) => title);
  const found = await sql<KnownMatter>`
    select m.id, m.number, m.title, m.description, m.matter_type_id as "typeId",
      m.kept_in is not null as kept, m.person_responsible_id as "responsibleId", m.opened_on as "openedOn", m.closed_on as "closedOn",
      array(select c.display_name from matter_parties p
        join contacts c on c.firm_id = ${firmId} and c.id = p.contact_id
        where p.firm_id = ${firmId} and p.matter_id = m.id) as "clientNames"
    from matters m
    where m.firm_id = ${firmId} and (m.number = any(${numbers}::text[])
      or m.sort_title in (select lower(title) from unnest(${titles}::text[]) as title))
    order by m.id`.execute(tx);
  return found.rows;
}
