/** What a change of an event causes (portal.md T11), as a table and the function that reads it. Pure. */
import type { EventState } from './kinds.ts';

export type MailEffect = 'request' | 'request_if_asked' | 'cancel';
/** What becomes of the event in the portal of somebody who attends it. */
export type PortalEffect = 'to_do' | 'update' | 'highlight' | 'vanish' | 'struck_out';

export interface EventChangeRow {
  row: number;
  change: 'created' | 'words' | 'moved' | 'attendee_removed' | 'cancelled';
  mail: MailEffect;
  portal: PortalEffect;
  /** Added to the event's SEQUENCE. A cancellation counts as well: RFC 5546, 3.2.5. */
  sequence: 0 | 1;
  resetsAnswers: boolean;
}

export const eventChangeRows = [
  { row: 1, change: 'created', mail: 'request', portal: 'to_do', sequence: 0, resetsAnswers: false },
  { row: 2, change: 'words', mail: 'request_if_asked', portal: 'update', sequence: 0, resetsAnswers: false },
  { row: 3, change: 'moved', mail: 'request', portal: 'highlight', sequence: 1, resetsAnswers: true },
  { row: 4, change: 'attendee_removed', mail: 'cancel', portal: 'vanish', sequence: 0, resetsAnswers: false },
  { row: 5, change: 'cancelled', mail: 'cancel', portal: 'struck_out', sequence: 1, resetsAnswers: false },
] as const satisfies readonly EventChangeRow[];

export interface EventFacts {
  title: string;
  place: string;
  description: string;
  startsAt: Date;
  endsAt: Date;
  /** IANA. */
  timeZone: string;
  state: EventState;
  attendees: readonly AttendeeFact[];
}

/** `external`: outside the firm, so that mails go there and the portal shows it. */
export interface AttendeeFact {
  key: string;
  external: boolean;
}

export interface ChangeEffects {
  /** Rows of the table that applied, each once. */
  rows: number[];
  sequence: number;
  /** Whose answers are needed once more. */
  reset: string[];
  mails: { attendee: string; method: 'REQUEST' | 'CANCEL' }[];
  portal: { attendee: string; effect: PortalEffect }[];
}

export interface ChangeContext {
  /** SEQUENCE before the change. */
  sequence: number;
  /** Those who attend are told of new words as well. */
  tell: boolean;
  /** Who makes the change: a member of staff who attends has no need to answer it. */
  by: string | null;
  /** The event, as it is after the change, is over: nobody is written to about it. */
  over: boolean;
}

/** `before: null`: the event is new. */
export function decideEventChange(
  before: EventFacts | null,
  after: EventFacts,
  context: ChangeContext,
): ChangeEffects {
  const hits = before === null ? created(after) : changed(before, after);
  const rows = [...new Set(hits.map(({ row }) => row))];
  const external = hits.filter(({ attendee }) => attendee?.external === true);
  const mails = external.flatMap(({ row, attendee }) => {
    const asked = row.mail !== 'request_if_asked' || context.tell;
    const method = row.mail === 'cancel' ? ('CANCEL' as const) : ('REQUEST' as const);
    return attendee && asked && !context.over ? [{ attendee: attendee.key, method }] : [];
  });
  return {
    rows: rows.map(({ row }) => row),
    sequence: context.sequence + Math.max(0, ...rows.map(({ sequence }) => sequence)),
    reset: hits.flatMap(({ row, attendee }) =>
      row.resetsAnswers && attendee && attendee.key !== context.by ? [attendee.key] : [],
    ),
    mails,
    portal: external.flatMap(({ row, attendee }) =>
      attendee ? [{ attendee: attendee.key, effect: row.portal }] : [],
    ),
  };
}

/** A row and one of those whom it concerns; null: the row applies though nobody attends. */
interface Hit {
  row: EventChangeRow;
  attendee: AttendeeFact | null;
}

function hitsOf(change: EventChangeRow['change'], attendees: readonly AttendeeFact[]): Hit[] {
  const row = eventChangeRows.find((one) => one.change === change);
  if (!row) throw new Error(`no row for ${change}`);
  return attendees.length === 0
    ? [{ row, attendee: null }]
    : attendees.map((attendee) => ({ row, attendee }));
}

function created(after: EventFacts): Hit[] {
  return hitsOf('created', after.attendees);
}

function changed(before: EventFacts, after: EventFacts): Hit[] {
  if (before.state === 'cancelled') return [];
  if (after.state === 'cancelled') return hitsOf('cancelled', before.attendees);
  const has = (facts: EventFacts, { key }: AttendeeFact) => facts.attendees.some((one) => one.key === key);
  const removed = before.attendees.filter((one) => !has(after, one));
  const added = after.attendees.filter((one) => !has(before, one));
  const stayed = after.attendees.filter((one) => has(before, one));
  return [
    ...(removed.length > 0 ? hitsOf('attendee_removed', removed) : []),
    // To a newcomer the event is new, whenever it was made.
    ...(added.length > 0 ? hitsOf('created', added) : []),
    ...(isMoved(before, after)
      ? hitsOf('moved', stayed)
      : isReworded(before, after)
        ? hitsOf('words', stayed)
        : []),
  ];
}

/** Another time, in another zone, or elsewhere. */
export function isMoved(before: EventFacts, after: EventFacts): boolean {
  return (
    before.startsAt.getTime() !== after.startsAt.getTime() ||
    before.endsAt.getTime() !== after.endsAt.getTime() ||
    before.timeZone !== after.timeZone ||
    before.place !== after.place
  );
}

function isReworded(before: EventFacts, after: EventFacts): boolean {
  return before.title !== after.title || before.description !== after.description;
}
