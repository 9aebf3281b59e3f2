/** Contacts, their numbers and groups. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { MirroredContact, MirrorItem } from '../../vendors/ports.ts';
import {
  archiveKeptContacts,
  findOwnContacts,
  type KeptContact,
  noteOwnReach,
  toE164,
  writeKeptContacts,
} from '../practice/index.ts';
import { type Applied, counted, nothing } from './applied.ts';
import { findBeingMade } from './being-made.ts';
import {
  linkRecord,
  loadLinks,
  type MirrorContext,
  type Ref,
  refKey,
  resolveRefs,
  saveGaps,
  saveLinks,
} from './links-store.ts';
import { linkOf, type News, sortOut } from './sort-out.ts';

export async function applyContacts(
  tx: Tx,
  context: MirrorContext,
  items: readonly MirrorItem[],
  adopt: ReadonlyMap<string, string>,
): Promise<Applied> {
  const contacts = items.filter((item) => item.kind === 'contact');
  await adoptLinked(tx, context, contacts, adopt);
  const ids = await resolveRefs(tx, context, contacts.flatMap(membersOf));
  // Groups may stand before their members.
  const here = new Set(
    contacts.filter(({ removed }) => removed !== true).map(({ externalId }) => externalId),
  );
  const known = new Map(ids);
  for (const externalId of here) {
    const key = refKey({ kind: 'contact', externalId });
    if (!known.has(key)) known.set(key, '');
  }
  const sorted = await sortOut(tx, context, 'contact', contacts, { refsOf: membersOf, ids: known });
  const localIds = await chooseIds(tx, context, sorted.news, adopt);
  const idOf = (externalId: string) =>
    localIds.get(externalId) ?? ids.get(refKey({ kind: 'contact', externalId }));
  const written = await writeKeptContacts(
    tx,
    context,
    sorted.news.map(({ item }) => toKept(item, idOf)),
  );
  await saveLinks(
    tx,
    context,
    'contact',
    sorted.news.map((news) => linkOf(news, localIds.get(news.item.externalId) ?? newId())),
  );
  await saveGaps(
    tx,
    context,
    'contact',
    sorted.news
      .filter(({ missing, item }) => missing.length > 0 || item.type === 'group')
      .map(({ item, missing }) => ({ externalId: item.externalId, missing })),
  );
  return { ...counted(sorted.news, sorted), contactIds: written };
}

/** Taken in under another id before it was said which of ours it is: ours takes its place. */
async function adoptLinked(
  tx: Tx,
  context: MirrorContext,
  contacts: readonly MirroredContact[],
  adopt: ReadonlyMap<string, string>,
): Promise<void> {
  if (adopt.size === 0) return;
  const links = await loadLinks(tx, context, 'contact', [...adopt.keys()]);
  for (const { externalId, version, extra } of contacts) {
    const [localId, link] = [adopt.get(externalId), links.get(externalId)];
    if (localId === undefined || link === undefined || link.localId === localId) continue;
    await linkRecord(tx, { ...context, kind: 'contact', externalId, localId, version, extra });
  }
}

/** Gone contacts are archived; they stay on their matters, and interactions keep them. */
export async function removeContacts(
  tx: Tx,
  context: MirrorContext,
  ids: readonly string[],
): Promise<Applied> {
  return { ...nothing(), contactIds: await archiveKeptContacts(tx, context, ids) };
}

function membersOf(item: MirroredContact): Ref[] {
  return (item.memberIds ?? []).map((externalId) => ({ kind: 'contact', externalId }));
}

function toKept(item: MirroredContact, idOf: (externalId: string) => string | undefined): KeptContact {
  return {
    id: idOf(item.externalId) ?? newId(),
    kind: item.type,
    firstName: item.firstName,
    lastName: item.lastName,
    companyName: item.companyName,
    phones: item.phones,
    emails: item.emails,
    addresses: item.addresses,
    memberIds: item.type === 'group' ? (item.memberIds ?? []).flatMap((id) => idOf(id) ?? []) : [],
  };
}

/**
 * The id of each: the linked one's, the adopted one's, that of the one that we are making there, that of a stand-in for the
 * number, the firm's own one's, or a new one.
 */
async function chooseIds(
  tx: Tx,
  context: MirrorContext,
  news: readonly News<MirroredContact>[],
  adopt: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const chosen = new Map<string, string>();
  const unknown: MirroredContact[] = [];
  for (const { item, link } of news) {
    const localId = link?.localId ?? adopt.get(item.externalId);
    if (localId === undefined) unknown.push(item);
    else chosen.set(item.externalId, localId);
  }
  const made = await findBeingMade(tx, context, 'contact', unknown);
  for (const [externalId, localId] of made) chosen.set(externalId, localId);
  const others = unknown.filter(({ externalId }) => !made.has(externalId));
  const standIns = await findStandIns(tx, context, others, new Set(chosen.values()));
  for (const [externalId, localId] of standIns) chosen.set(externalId, localId);
  const strangers = others.filter(({ externalId }) => !standIns.has(externalId));
  const own = await takeOwn(tx, context, strangers, new Set(chosen.values()));
  for (const { externalId } of strangers) chosen.set(externalId, own.get(externalId) ?? newId());
  return chosen;
}

/** Contacts that the firm had already: they keep their ids, matters and notes. */
async function takeOwn(
  tx: Tx,
  context: MirrorContext,
  items: readonly MirroredContact[],
  taken: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const contacts = items.map((item) => ({ ...item, kind: item.type }));
  const found = await findOwnContacts(tx, context, contacts);
  const pairs = contacts.flatMap((theirs) => {
    const own = found.get(theirs.externalId);
    return own === undefined || taken.has(own.id) ? [] : [{ own, theirs }];
  });
  await noteOwnReach(tx, context, pairs);
  return new Map(pairs.map(({ own, theirs }) => [theirs.externalId, own.id]));
}

/**
 * Contacts that call logging made for nothing but a number: a new contact with that number is the same person, and keeps
 * our id, so that the number does not lead to two.
 */
async function findStandIns(
  tx: Tx,
  { firmId, country }: MirrorContext,
  items: readonly MirroredContact[],
  takenBefore: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const numbers = items.flatMap(({ externalId, phones }) =>
    phones.flatMap(({ text }) => {
      const e164 = toE164(text, country);
      return e164 === null ? [] : [{ externalId, e164 }];
    }),
  );
  const { rows } = await sql<{ externalId: string; contactId: string }>`
    with told as (
      select r."externalId", r."e164"
      from jsonb_to_recordset(${JSON.stringify(numbers)}::jsonb) as r ("externalId" text, "e164" text)),
    -- Few, by an index of their own: a number that many share must not cost a look at each of them.
    stand_in as materialized (
      select id from contacts
      where firm_id = ${firmId} and created_by = 'call_logging' and kept_in is null and archived_at is null)
    select t."externalId", n.contact_id as "contactId" from told t
    join contact_numbers n on n.firm_id = ${firmId} and n.e164 = t."e164"
    join stand_in c on c.id = n.contact_id
    where (select count(*) from contact_numbers o where o.firm_id = ${firmId} and o.contact_id = c.id) = 1
    order by 1, 2`.execute(tx);
  const found = new Map<string, string>();
  const taken = new Set(takenBefore);
  for (const { externalId, contactId } of rows) {
    if (found.has(externalId) || taken.has(contactId)) continue;
    found.set(externalId, contactId);
    taken.add(contactId);
  }
  return found;
}
