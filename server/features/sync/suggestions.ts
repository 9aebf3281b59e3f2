/**
 * Details of a contact that a practice system keeps. Whoever changes them here makes suggestions, detail by detail; what is
 * suggested for a client that was made here and has no matter there yet is sent at once (quotes.md §9).
 */
import { sql } from 'kysely';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { contactKeyOf } from '../../vendors/kit/contact-fields.ts';
import type { ContactFields } from '../../vendors/ports.ts';
import { cancelWaiting, contactFields, insertWrites } from '../destinations/index.ts';
import { firmFacts } from '../firms/index.ts';
import { type Contact, type ContactPatch, getContact, updateContact } from '../practice/index.ts';
import {
  closeDifferences,
  type DifferenceRow,
  listOpen,
  markOpen,
  markSending,
  raiseDifference,
} from './differences-store.ts';
import { findKeeper, type PracticeSystems, readSettings } from './settings.ts';

export const contactDetails = ['name', 'phones', 'emails', 'address'] as const;
export type ContactDetail = (typeof contactDetails)[number];

/** The details of a contact here; of several addresses the first. */
export function detailsOf(contact: Contact): ContactFields {
  const [first] = contact.addresses;
  return {
    name: {
      firstName: contact.firstName,
      lastName: contact.lastName,
      companyName: contact.companyName,
    },
    phones: contact.phones.map(({ text, label }) => ({ number: text, label })),
    emails: contact.emails.map(({ email, label }) => ({ email, label })),
    address: first ? withoutLabel(first) : null,
  };
}

function withoutLabel({ label: _label, ...address }: Contact['addresses'][number]) {
  return address;
}

/**
 * A change of a contact that is kept elsewhere: our own notes are written, the rest becomes suggestions. False when nobody
 * else keeps it. A system that takes no changes ends it with where the contact is changed; `expected`: the version that was seen.
 */
export async function suggestChange(
  tx: Tx,
  systems: PracticeSystems,
  actor: Actor,
  contactId: string,
  patch: ContactPatch,
  expected: number | null,
): Promise<boolean> {
  const { firmId } = actor;
  const keeper = await findKeeper(tx, firmId, { table: 'contacts', id: contactId }, systems);
  if (keeper === null) return false;
  const { notes, version: _version, ...rest } = patch;
  if (Object.keys(rest).length > 0 && !keeper.vendor.changes?.includes('contact'))
    throw problem('wrong_state', `Kept in ${keeper.vendor.label}; change it there.`);
  const contact = await getContact(tx, firmId, contactId);
  // What was read there since the form was opened would look like a change of ours.
  checkVersion(contact.version, expected);
  mustBeDetails(contact, rest, keeper.vendor.label);
  if (notes !== undefined && notes !== contact.notes)
    await updateContact(tx, actor, contactId, { notes }, null);
  const now = detailsOf(contact);
  const wanted = patched(now, rest);
  const { country } = await firmFacts(tx, firmId);
  const changed = contactDetails.filter(
    (field) => contactKeyOf(now, field, country) !== contactKeyOf(wanted, field, country),
  );
  await takeBack(tx, firmId, contactId);
  await withdraw(tx, actor, { contactId, rest, changed });
  const ids: string[] = [];
  for (const field of changed) {
    const raised = await raiseDifference(tx, {
      ...{ firmId, connectionId: keeper.connectionId, of: { contactId }, field, kind: 'suggestion' },
      ...{ base: now[field], ours: wanted[field], theirs: now[field] },
      ...{ oursBy: actor.staffId, oursAt: actor.now, now: actor.now },
    });
    ids.push(raised.id);
  }
  if (ids.length === 0) return true;
  await recordChange(tx, actor, {
    action: 'contact.change_suggested',
    id: contactId,
    detail: { fields: changed, to: keeper.vendor.label },
  });
  const { mode } = await readSettings(tx, firmId, keeper.connectionId);
  if (mode === 'on' && (await isOurs(tx, firmId, contactId, keeper.connectionId))) {
    const open = await listOpen(tx, firmId, { contactId });
    await sendSuggestions(tx, actor, contactId, keeper.connectionId, open);
  }
  return true;
}

/**
 * What is on its way and has not left yet stays here: what is written now overtakes it. What is leaving just now is waited for,
 * or the correction would meet our own words as somebody else's.
 */
async function takeBack(tx: Tx, firmId: string, contactId: string): Promise<void> {
  const sending = (await listOpen(tx, firmId, { contactId })).filter(({ state }) => state === 'sending');
  const writes = [...new Set(sending.flatMap(({ write_id: id }) => id ?? []))];
  if (writes.length === 0) return;
  const left = await cancelWaiting(tx, firmId, writes);
  if (left.length > 0)
    throw problem('wrong_state', 'A change of this contact is on its way. Try again in a moment.');
  await markOpen(
    tx,
    firmId,
    sending.map(({ id }) => id),
  );
}

/** Only what can be said there is suggested: what a contact is, and who belongs to a group, is changed there. */
function mustBeDetails(
  contact: Contact,
  patch: Omit<ContactPatch, 'notes' | 'version'>,
  label: string,
): void {
  const members = (ids: readonly string[]) => ids.toSorted().join();
  const elsewhere =
    (patch.kind !== undefined && patch.kind !== contact.kind) ||
    contact.kind === 'group' ||
    (patch.memberIds !== undefined &&
      members(patch.memberIds) !== members(contact.members.map(({ id }) => id))) ||
    (patch.addresses !== undefined && further(patch.addresses) !== further(contact.addresses));
  if (elsewhere && Object.keys(patch).length > 0)
    throw problem(
      'wrong_state',
      `Kept in ${label}; only name, numbers, e-mail and first address can be suggested.`,
    );
}

const further = (addresses: readonly object[]): string => JSON.stringify(addresses.slice(1));

function patched(now: ContactFields, patch: Omit<ContactPatch, 'notes' | 'version'>): ContactFields {
  const { firstName, lastName, companyName, phones, emails, addresses } = patch;
  const [first] = addresses ?? [];
  return {
    name: {
      firstName: firstName ?? now.name.firstName,
      lastName: lastName ?? now.name.lastName,
      companyName: companyName ?? now.name.companyName,
    },
    phones: phones?.map(({ text, label }) => ({ number: text, label })) ?? now.phones,
    emails: emails ?? now.emails,
    address: addresses === undefined ? now.address : first ? withoutLabel(first) : null,
  };
}

/** Somebody wrote back what stands there: the suggestion is gone. */
async function withdraw(
  tx: Tx,
  { firmId, staffId, now }: Actor,
  {
    contactId,
    rest,
    changed,
  }: { contactId: string; rest: Omit<ContactPatch, 'notes' | 'version'>; changed: readonly ContactDetail[] },
): Promise<void> {
  const named: Readonly<Record<ContactDetail, boolean>> = {
    name: rest.firstName !== undefined || rest.lastName !== undefined || rest.companyName !== undefined,
    phones: rest.phones !== undefined,
    emails: rest.emails !== undefined,
    address: rest.addresses !== undefined,
  };
  const open = await listOpen(tx, firmId, { contactId });
  const back = open.filter(({ field, state }) => {
    const detail = contactDetails.find((one) => one === field);
    return detail !== undefined && named[detail] && !changed.includes(detail) && state !== 'sending';
  });
  const ids = back.map(({ id }) => id);
  await closeDifferences(tx, firmId, ids, { answer: 'theirs', by: staffId, now });
}

/** Made here, and nobody's matter there names it: until the conversion the client is ours. */
async function isOurs(tx: Tx, firmId: string, contactId: string, connectionId: string): Promise<boolean> {
  const { rows } = await sql<{ ours: boolean }>`
    select c.created_by in ('staff', 'import') and exists (
        select 1 from destination_writes w where w.firm_id = ${firmId} and w.connection_id = ${connectionId}
          and w.contact_id = c.id and w.record_kind = 'contact' and w.action = 'create' and w.state = 'done')
      and not exists (
        select 1 from matter_parties p join matters m on m.firm_id = ${firmId} and m.id = p.matter_id
        where p.firm_id = ${firmId} and p.contact_id = c.id and m.kept_in = ${connectionId}) as ours
    from contacts c where c.firm_id = ${firmId} and c.id = ${contactId}`.execute(tx);
  return rows[0]?.ours ?? false;
}

/** One change for all of them. */
export async function sendSuggestions(
  tx: Tx,
  { firmId, staffId, now }: Actor,
  contactId: string,
  connectionId: string,
  rows: readonly DifferenceRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const of = (column: 'theirs' | 'ours') =>
    contactFields.parse(Object.fromEntries(rows.map((row) => [row.field, row[column]])));
  const writeId = newId();
  const record = { record: 'contact_change' as const, contactId, from: of('theirs'), to: of('ours') };
  const write = {
    ...{ id: writeId, connectionId, logEntryId: null, contactId, matterId: null, action: 'update' as const },
    ...{
      reference: `contact-${contactId}`,
      record,
      targetId: null,
      afterId: null,
      priority: 1 as const,
      extra: null,
    },
  };
  // What was refused before is overtaken.
  await cancelWaiting(
    tx,
    firmId,
    rows.flatMap(({ write_id: before }) => before ?? []),
  );
  await insertWrites(tx, firmId, [write], now);
  const ids = rows.map(({ id }) => id);
  await markSending(tx, firmId, ids, { staffId, now, writeId });
}

/**
 * These contacts were looked at there: suggestions that came true are closed, those that meet a change there become a
 * question with both values.
 */
export async function reviewSuggestions(
  tx: Tx,
  firmId: string,
  contactIds: readonly string[],
  now: Date,
): Promise<void> {
  const { rows: waiting } = await sql<{ contact_id: string }>`
    select distinct contact_id from sync_differences
    where firm_id = ${firmId} and contact_id = any(${[...contactIds]}::uuid[]) and state <> 'closed'`.execute(
    tx,
  );
  const { country } = await firmFacts(tx, firmId);
  for (const { contact_id: contactId } of waiting) {
    const there = detailsOf(await getContact(tx, firmId, contactId));
    for (const row of await listOpen(tx, firmId, { contactId }))
      await reviewOne(tx, row, there, country, now);
  }
}

async function reviewOne(
  tx: Tx,
  row: DifferenceRow,
  there: ContactFields,
  country: string,
  now: Date,
): Promise<void> {
  const field = contactDetails.find((one) => one === row.field);
  if (field === undefined) return;
  const { firm_id: firmId, contact_id: contactId, connection_id: connectionId } = row;
  const key = (value: unknown) => contactKeyOf(contactFields.parse({ [field]: value }), field, country);
  const theirs = contactKeyOf(there, field, country);
  const actor = { firmId, staffId: null, now };
  const told = async (did: string) =>
    await recordChange(tx, actor, {
      action: 'contact.sync_changed',
      id: contactId ?? '',
      detail: { did, field },
    });
  if (theirs === key(row.ours)) {
    const answer = row.state === 'sending' ? 'ours' : 'same';
    await closeDifferences(tx, firmId, [row.id], { answer, by: null, now });
    await told('agreed');
  } else if (theirs !== key(row.theirs) && contactId !== null) {
    await raiseDifference(tx, {
      ...{ firmId, connectionId, of: { contactId }, field, kind: 'conflict' },
      ...{ base: row.base, ours: row.ours, theirs: there[field], now },
      ...{ oursBy: row.ours_by_staff_id, oursAt: row.ours_at },
    });
    await told('conflict');
  }
}
