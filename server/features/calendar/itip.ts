/** An event as other calendars read it (RFC 5545, 5546). Pure. */
import ical, {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalAttendeeType,
  ICalCalendarMethod,
  ICalEventStatus,
} from 'ical-generator';

export interface CalendarEvent {
  uid: string;
  sequence: number;
  title: string;
  place: string;
  description: string;
  startsAt: Date;
  endsAt: Date;
  cancelled: boolean;
}

export interface Organiser {
  name: string;
  /** Where answers go. */
  email: string;
}

/**
 * One message to one person: nobody else who attends stands in it. Times are written in UTC, which every calendar shows
 * in its owner's own zone.
 */
export function invitationTo(
  attendee: { name: string; email: string },
  event: CalendarEvent,
  message: { method: 'REQUEST' | 'CANCEL'; organiser: Organiser; stamp: Date },
): string {
  const { method, organiser, stamp } = message;
  const calendar = newCalendar(method === 'REQUEST' ? ICalCalendarMethod.REQUEST : ICalCalendarMethod.CANCEL);
  calendar.createEvent({
    ...fieldsOf(event, stamp),
    status: method === 'CANCEL' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    organizer: { name: organiser.name, email: organiser.email },
    attendees: [
      {
        ...attendee,
        role: ICalAttendeeRole.REQ,
        type: ICalAttendeeType.INDIVIDUAL,
        ...(method === 'REQUEST' ? { rsvp: true, status: ICalAttendeeStatus.NEEDSACTION } : {}),
      },
    ],
  });
  return calendar.toString();
}

/** A copy for one's own calendar: nothing to answer, nobody named. */
export function copyOf(event: CalendarEvent, stamp: Date): string {
  const calendar = newCalendar(ICalCalendarMethod.PUBLISH);
  calendar.createEvent({
    ...fieldsOf(event, stamp),
    status: event.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  return calendar.toString();
}

function newCalendar(method: ICalCalendarMethod) {
  return ical({ method, prodId: { company: 'Matterline', product: 'Calendar', language: 'EN' } });
}

function fieldsOf(event: CalendarEvent, stamp: Date) {
  return {
    id: event.uid,
    sequence: event.sequence,
    stamp,
    start: event.startsAt,
    end: event.endsAt,
    summary: event.title,
    ...(event.place === '' ? {} : { location: event.place }),
    ...(event.description === '' ? {} : { description: event.description }),
  };
}
