/**
 * What a vendor can send and no column or calendar holds. It is put right or refused by name here, before it is stored,
 * so that one odd event never stops those behind it.
 */
import type { Artefact, Observation, Reading } from '../../vendors/ports.ts';

type Refusal = Extract<Reading, { outcome: 'unreadable' }>;

const earliest = Date.UTC(1990, 0, 1);
/** A wrong clock or zone is tolerated; a wrong century is not. */
const aheadMs = 366 * 24 * 3_600_000;
/** An id is part of an index entry, which PostgreSQL keeps below 2,700 bytes. */
const longestId = 500;
const mostSeconds = 10_000_000;
const mostPages = 1_000_000;

/** Why these observations cannot be stored, or null. `receivedAt`: when their event came. */
export function refusalOf(observations: readonly Observation[], receivedAt: Date): Refusal | null {
  const latest = receivedAt.getTime() + aheadMs;
  for (const observation of observations) {
    const badTime = timesOf(observation).find((time) => !isBetween(Date.parse(time), earliest, latest));
    if (badTime !== undefined) return refuse('time_out_of_range', `${badTime.slice(0, 60)} cannot be right.`);
    if (idsOf(observation).some((id) => id.length > longestId))
      return refuse('id_too_long', `An id has more than ${longestId} characters.`);
    if (numbersOf(observation).some(([value, most]) => !isBetween(value, 0, most)))
      return refuse('number_out_of_range', 'A duration or a count of pages cannot be right.');
  }
  return null;
}

function refuse(reason: string, detail: string): Refusal {
  return { outcome: 'unreadable', reason, detail };
}

/** False for NaN as well. */
function isBetween(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

function timesOf(observation: Observation): string[] {
  if (observation.kind === 'hint') return [];
  if (observation.kind !== 'call') return [observation.at];
  const { at, startedAt, answeredAt, endedAt } = observation;
  return [at, startedAt, answeredAt, endedAt].filter((time) => time !== undefined);
}

function idsOf(observation: Observation): string[] {
  if (observation.kind === 'hint') return [];
  const files = (observation.artefacts ?? []).map(({ id }) => id);
  switch (observation.kind) {
    case 'call':
      return [...observation.links, observation.legId, ...files];
    case 'message':
      return [observation.messageId, ...files];
    case 'fax':
      return [observation.faxId, ...files];
    case 'voicemail':
      return [observation.voicemailId, ...(observation.links ?? []), ...files];
  }
}

function numbersOf(observation: Observation): [value: number, most: number][] {
  if (observation.kind === 'hint') return [];
  const files = (observation.artefacts ?? []).map((file: Artefact) => file.durationSeconds);
  const own =
    observation.kind === 'call'
      ? observation.talkSeconds
      : observation.kind === 'voicemail'
        ? observation.durationSeconds
        : undefined;
  const seconds = [own, ...files].filter((value) => value !== undefined);
  const pages = observation.kind === 'fax' && observation.pages !== undefined ? [observation.pages] : [];
  return [
    ...seconds.map((value): [number, number] => [value, mostSeconds]),
    ...pages.map((value): [number, number] => [value, mostPages]),
  ];
}

/** Whether PostgreSQL would refuse a text of this JSON: NUL, or half of a surrogate pair. A false alarm does no harm. */
export function hasUnstorableText(json: string): boolean {
  return /\\u0000|\\ud[89a-f]/i.test(json);
}

/** The text without NUL, and with half surrogate pairs as the replacement character. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
