/** What the rules ask about one recipient of one message. */
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { readAddresses } from '../practice/index.ts';
import { readNumberStates } from './consent-store.ts';
import type { LineFacts, TextFacts } from './decide.ts';
import { numberFacts } from './number-kind.ts';
import { ownNumbers } from './own-numbers.ts';
import { findSettings, type SettingsRow, textingOf, wordOf } from './settings-store.ts';
import { recipientZones } from './zones.ts';

export interface RecipientKey {
  firmId: string;
  /** null: it is about no conversation. */
  conversationId: string | null;
  portalUserId: string;
}

export interface LoadedFacts {
  facts: TextFacts;
  firmName: string;
  contactId: string | null;
  /** E.164, or empty. */
  number: string;
  /** This number has had no text of the firm yet. */
  first: boolean;
  dailyParts: number;
  timeZone: string;
}

export async function loadTextFacts(
  tx: Tx,
  platform: Pick<Platform, 'textSenderWord'>,
  key: RecipientKey,
  message: {
    privileged: boolean;
    urgentReason: string;
    now: Date;
    asked?: boolean;
    /** Instead of the number that they have now. */
    number?: string;
  },
): Promise<LoadedFacts> {
  const { firmId } = key;
  const firm = await tx
    .selectFrom('firms')
    .select(['name', 'country', 'time_zone'])
    .where('id', '=', firmId)
    .executeTakeFirstOrThrow();
  const settings = await findSettings(tx, firmId);
  const person = await loadPerson(tx, key);
  const number = person === null ? null : await numberOf(tx, key, person, message.number);
  const addresses =
    person === null
      ? []
      : ((await readAddresses(tx, firmId, [person.contactId])).get(person.contactId) ?? []);
  const found = number === null ? null : numberFacts(number.number);
  const firmPlace = { country: firm.country, timeZone: firm.time_zone };
  return {
    firmName: firm.name,
    contactId: person?.contactId ?? null,
    number: number?.number ?? '',
    first: number === null || !(await hasBeenTexted(tx, firmId, number.number)),
    dailyParts: settings?.daily_parts ?? 0,
    timeZone: firm.time_zone,
    facts: {
      now: message.now,
      texting: textingOf(settings),
      recipient: {
        external: person !== null && !(number?.ofStaff ?? false),
        present: person?.present ?? false,
        email: person?.email ?? '',
        byNumber: person?.number != null && (settings?.sign_in_by_number ?? false),
      },
      number: found && number && { ...found, problem: number.problem },
      consent: number?.consent ?? null,
      zones: found === null ? [firm.time_zone] : recipientZones(found, addresses, firmPlace),
      urgentReason: message.urgentReason,
      asked: message.asked ?? false,
      sensitive: person?.sensitive ?? false,
      privileged: message.privileged,
      line: number === null ? null : await pickLine(tx, key, number.number),
      ...rulesOf(platform, settings, firm.country),
    },
  };
}

function rulesOf(platform: Pick<Platform, 'textSenderWord'>, settings: SettingsRow | null, country: string) {
  return {
    countries: settings?.countries ?? [country],
    quiet: {
      from: settings?.quiet_from ?? 1260,
      until: settings?.quiet_until ?? 540,
      weekends: settings?.quiet_weekends ?? false,
    },
    word: settings && wordOf(platform, settings),
    prefer: settings?.prefer ?? ('number' as const),
  };
}

interface Person {
  contactId: string;
  email: string;
  /** They sign in with it. */
  number: string | null;
  present: boolean;
  sensitive: boolean;
}

/** null: nobody outside the firm has this id. A draft is open as soon as the message that is asked about is in it. */
async function loadPerson(
  tx: Tx,
  { firmId, conversationId, portalUserId }: RecipientKey,
): Promise<Person | null> {
  const { rows } = await sql<Person>`
    select u.contact_id as "contactId", u.email, u.number,
      u.active and (${conversationId}::uuid is null or coalesce(c.kind = 'external' and c.state in ('draft', 'open'), false) and exists (
        select 1 from participants p where p.firm_id = ${firmId} and p.conversation_id = ${conversationId}
          and p.portal_user_id = u.id and p.left_at is null)) as present,
      coalesce(c.second_factor, false) or exists (
        select 1 from text_matters s where s.firm_id = ${firmId} and s.matter_id = c.matter_id) or exists (
        select 1 from matters m where m.firm_id = ${firmId} and m.id = c.matter_id and m.restricted) as sensitive
    from portal_users u
    left join conversations c on c.firm_id = ${firmId} and c.id = ${conversationId}
    where u.firm_id = ${firmId} and u.id = ${portalUserId}`.execute(tx);
  return rows[0] ?? null;
}

interface PickedNumber {
  number: string;
  consent: 'in' | 'out' | null;
  problem: 'invalid' | 'not_mobile' | 'blocked' | null;
  /** It is a staff member's own. */
  ofStaff: boolean;
}

/** What one signs in with goes before whatever else the contact has. */
async function numberOf(
  tx: Tx,
  { firmId, portalUserId }: RecipientKey,
  { number }: Person,
  instead: string | undefined,
): Promise<PickedNumber | null> {
  const fixed = instead ?? number;
  return fixed === null ? await pickNumber(tx, firmId, portalUserId) : await readNumber(tx, firmId, fixed);
}

/** Their number for texts: one with consent before others, a mobile before a landline, then in the contact's order. */
async function pickNumber(tx: Tx, firmId: string, portalUserId: string): Promise<PickedNumber | null> {
  const numbers = await ownNumbers(tx, firmId, portalUserId);
  const states = await readNumberStates(tx, firmId, numbers);
  const score = (number: string) => {
    const state = states.get(number);
    const { kind } = numberFacts(number);
    return (
      (state?.consent === 'in' ? 4 : state?.consent === 'out' ? 1 : 0) +
      (state?.problem ? 0 : 1) +
      (kind === 'mobile' || kind === 'either' ? 8 : 0)
    );
  };
  const [number] = numbers.toSorted((a, b) => score(b) - score(a));
  return number === undefined ? null : await readNumber(tx, firmId, number);
}

async function readNumber(tx: Tx, firmId: string, number: string): Promise<PickedNumber> {
  const { rows } = await sql`
    select 1 from staff_members s where s.firm_id = ${firmId} and s.active and ${number} = any(s.direct_numbers)`.execute(
    tx,
  );
  const state = (await readNumberStates(tx, firmId, [number])).get(number);
  return {
    number,
    consent: state?.consent ?? null,
    problem: state?.problem ?? null,
    ofStaff: rows.length > 0,
  };
}

async function hasBeenTexted(tx: Tx, firmId: string, number: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from text_messages t where t.firm_id = ${firmId} and t.number = ${number} and t.kind in ('message', 'invitation', 'notice')
      and t.state not in ('refused', 'failed', 'queued') limit 1`.execute(tx);
  return rows.length > 0;
}

/** The line that the conversation's last text to this number went over, while the firm has it; else the default one. */
async function pickLine(
  tx: Tx,
  { firmId, conversationId }: RecipientKey,
  number: string,
): Promise<LineFacts | null> {
  const { rows } = await sql<{ id: string; number: string; serviceId: string | null; usRegistered: boolean }>`
    select l.id, l.number, l.service_id as "serviceId", l.us_registered as "usRegistered" from text_lines l
    where l.firm_id = ${firmId} and l.removed_at is null
    order by (l.id = (select t.line_id from text_messages t where t.firm_id = ${firmId} and t.conversation_id = ${conversationId}
        and t.number = ${number} and t.line_id is not null and t.state not in ('refused', 'failed')
        order by t.id desc limit 1)) desc nulls last, l.is_default desc, l.id
    limit 1`.execute(tx);
  return rows[0] ?? null;
}

/** Parts of the firm's texts in the day of a moment, by the firm's clock, but for one text itself. */
export async function spentParts(
  tx: Tx,
  {
    firmId,
    timeZone,
    at,
    exceptTextId,
  }: { firmId: string; timeZone: string; at: Date; exceptTextId: string | null },
): Promise<number> {
  const day = DateTime.fromJSDate(at, { zone: timeZone }).startOf('day');
  const { rows } = await sql<{ parts: number }>`
    select coalesce(sum(t.parts), 0)::int as parts from text_messages t
    where t.firm_id = ${firmId} and t.state <> 'refused' and t.id is distinct from ${exceptTextId}::uuid
      and coalesce(t.asked_at, t.due_at) >= ${day.toJSDate()} and coalesce(t.asked_at, t.due_at) < ${day.plus({ days: 1 }).toJSDate()}`.execute(
    tx,
  );
  return rows[0]?.parts ?? 0;
}

export async function contactOf(tx: Tx, firmId: string, portalUserId: string): Promise<string | null> {
  const { rows } = await sql<{ contact_id: string }>`
    select contact_id from portal_users where firm_id = ${firmId} and id = ${portalUserId}`.execute(tx);
  return rows[0]?.contact_id ?? null;
}
