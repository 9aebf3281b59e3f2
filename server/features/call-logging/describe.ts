/** The words of a fee, task, memo, document or communication (call-logging.md §6 "Fee text"). Plain text. */

import { DateTime } from 'luxon';
import { fence } from '../destinations/index.ts';
import { formatForPeople } from '../practice/index.ts';
import { callerNameOf } from './caller-names.ts';
import type { AssembledInteraction, ExternalParty, Outcome } from './interaction.ts';

export interface DescriptionFacts {
  interaction: AssembledInteraction;
  /** The log entry's short reference, "ML-7F3K9Q". */
  reference: string;
  /** Of the contact that the entry is linked to, or null. */
  contactName: string | null;
  /** Whose interaction it is; null when nobody was matched. */
  staffName: string | null;
  /** Who gets the task: tells a reader why it is on the list. Null for other records. */
  assigneeName?: string | null;
  /** IANA name of the firm's zone, "Europe/London". */
  timeZone: string;
  /** ISO 3166, for the way numbers are written. */
  country: string;
  /** Page of the interaction; null when there is no public address. */
  link: string | null;
  /** The label, where the record has no field of its own for the activity code. */
  activityCodeInText?: string | null;
  recordingLink?: string | null;
  /** What was said: summary, transcript, each under its heading. */
  spoken?: readonly { heading: string; text: string }[];
  /** The fax document could not be filed here. */
  documentLeftOut?: boolean;
}

export interface Description {
  /** One line, without the time: "Call from Jane Okafor, 4 min 7 s". */
  subject: string;
  /** The fenced part; a person may write above and below it. */
  description: string;
}

/** Subject and description of a log entry. */
export function describe(facts: DescriptionFacts): Description {
  return { subject: subjectOf(facts), description: fence(facts.reference, linesOf(facts).join('\n')) };
}

/** "+61 491 570 156", "Jane Okafor (0491 570 156)", "withheld number". */
export function partyWords(party: ExternalParty, contactName: string | null, country: string): string {
  if (party.withheld) return contactName ?? 'withheld number';
  const number = party.e164 === null ? (party.raw ?? 'unknown number') : formatForPeople(party.e164, country);
  const name = contactName ?? callerNameOf(party.name);
  // A contact made for a new number is called like it.
  const said = name?.replaceAll(/[^+\d]/g, '') === party.e164;
  return name === null || said ? number : `${name} (${number})`;
}

/** "4 min 7 s", "1 h 2 min 0 s", "0 s". */
export function durationWords(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const parts = [`${seconds % 60} s`];
  if (hours > 0 || minutes > 0) parts.unshift(`${minutes} min`);
  if (hours > 0) parts.unshift(`${hours} h`);
  return parts.join(' ');
}

/** "2 Mar 2026 at 12:00 (Australia/Melbourne)": the month in letters, as days and months are swapped across the world. */
export function timeWords(iso: string, timeZone: string): string {
  const time = DateTime.fromISO(iso, { zone: timeZone, locale: 'en-GB' });
  if (!time.isValid) return `${iso} (UTC)`;
  const minute = String(time.minute).padStart(2, '0');
  return `${time.day} ${months[time.month - 1]} ${time.year} at ${String(time.hour).padStart(2, '0')}:${minute} (${timeZone})`;
}

// Not the library's formatter: it costs ten times what the whole decision does.
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  in_progress: 'still going on',
  answered: 'answered',
  not_answered: 'not answered',
  missed: 'missed',
  voicemail: 'voicemail',
  unknown_outcome: 'end not known',
  received: 'received',
  sent: 'sent',
  delivered: 'delivered',
  failed: 'not delivered',
  blocked: 'blocked',
};

const nouns = { call: 'Call', sms: 'Text', fax: 'Fax' } as const;
const directionWords = { inbound: 'from', outbound: 'to', internal: 'inside the firm' } as const;

function subjectOf({ interaction, contactName, country }: DescriptionFacts): string {
  const { kind, direction, outcome, talkSeconds, externalParty } = interaction;
  const way = directionWords[direction];
  const who = direction === 'internal' ? '' : ` ${partyWords(externalParty, contactName, country)}`;
  const noun =
    kind === 'call' && outcome === 'missed'
      ? 'Missed call'
      : outcome === 'voicemail'
        ? 'Voicemail'
        : nouns[kind];
  const told = kind !== 'call' || outcome === 'missed' || outcome === 'voicemail';
  const end = outcome === 'answered' ? durationWords(talkSeconds) : outcomeWords[outcome];
  const ending = told && outcome !== 'failed' && outcome !== 'unknown_outcome' ? '' : `, ${end}`;
  return `${noun} ${way}${who}${ending}`;
}

function linesOf(facts: DescriptionFacts): string[] {
  const { interaction } = facts;
  const { kind, direction, externalParty, otherParties } = interaction;
  const lines = [
    direction === 'internal'
      ? `${nouns[kind]} inside the firm`
      : `${direction === 'inbound' ? 'Inbound' : 'Outbound'} ${nouns[kind].toLowerCase()} ${directionWords[direction]} ${partyWords(externalParty, facts.contactName, facts.country)}`,
    ...otherParties.map((party) => `Also: ${partyWords(party, null, facts.country)}`),
    `Staff: ${facts.staffName ?? 'not known'}`,
    `Start: ${timeWords(interaction.startedAt, facts.timeZone)}`,
    ...(kind === 'call' ? [`Talk time: ${durationWords(interaction.talkSeconds)}`] : []),
    `Outcome: ${outcomeWords[interaction.outcome]}`,
    ...journeyOf(interaction),
    ...(interaction.pages === null ? [] : [`Pages: ${interaction.pages}`]),
    ...(facts.documentLeftOut === true ? ['The fax document itself could not be filed here.'] : []),
    ...(facts.assigneeName ? [`Task for: ${facts.assigneeName}`] : []),
    ...filesOf(facts),
    ...(facts.activityCodeInText ? [`Activity code: ${facts.activityCodeInText}`] : []),
    ...(facts.link === null ? [] : [`Details: ${facts.link}`]),
    `Reference: ${facts.reference}`,
  ];
  if (interaction.body) lines.push('', unfenced(interaction.body));
  for (const { heading, text } of facts.spoken ?? []) lines.push('', heading, unfenced(text));
  return lines;
}

/** The way through queues and transfers, where there was one: "Main line 12 s, Ada Solicitor 3 min 0 s, transferred". */
function journeyOf({ segments }: AssembledInteraction): string[] {
  const stops = segments.filter(({ role }) => role !== 'outside');
  if (stops.length < 2) return [];
  const words = stops.map(({ label, role, result, talkSeconds, reason }) => {
    const time = talkSeconds > 0 ? ` ${durationWords(talkSeconds)}` : '';
    const how =
      result === 'answered' || result === 'ended' || result === 'unknown' ? '' : ` (${reason ?? result})`;
    return `${label ?? (role === 'group' ? 'queue' : 'somebody')}${time}${how}`;
  });
  return [`Journey: ${words.join(' → ')}`];
}

function filesOf({ interaction, recordingLink }: DescriptionFacts): string[] {
  const count = (kind: string) => interaction.artefacts.filter((file) => file.kind === kind).length;
  const lines: string[] = [];
  if (recordingLink) lines.push(`Recording: ${recordingLink}`);
  else if (count('recording') > 0) lines.push('Recording: kept with the interaction');
  if (count('voicemail') > 0) lines.push('Voicemail: kept with the interaction');
  if (count('media') > 0) lines.push(`Pictures and files: ${count('media')}`);
  const spoken = interaction.artefacts.find(
    (file) => file.kind === 'transcript' && file.text !== undefined,
  )?.text;
  if (spoken !== undefined) lines.push(`Transcript: ${unfenced(spoken)}`);
  return lines;
}

/** A text that imitates our fence must not be able to close it. */
function unfenced(text: string): string {
  return text.trim().replace(/^--- (?=Call log|End of)/gm, '-- ');
}
