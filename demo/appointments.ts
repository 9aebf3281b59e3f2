/** What is planned on the demo's matters, and what was; with whom, and what some of them answered. */
import type { DemoApi } from './api.ts';
import { daysAgo, type FirmIds, idIn } from './firm.ts';
import type { StaffKey } from './people.ts';

type Answer = 'accepted' | 'tentative' | 'declined';

interface DemoEvent {
  matter: string;
  title: string;
  place: string;
  /** Negative: it has taken place. */
  inDays: number;
  from: string;
  to: string;
  staff: readonly StaffKey[];
  contacts: readonly (readonly [contact: string, answer: Answer | null])[];
  description?: string;
}

const office = 'Our office, 2 Harbour Street';

export const events: readonly DemoEvent[] = [
  {
    matter: '10412',
    title: 'Completion: keys and final account',
    place: office,
    inDays: 6,
    from: '11:00',
    to: '11:30',
    staff: ['thomas', 'margaret'],
    contacts: [['okafor', 'accepted']],
    description: 'Please bring your passport and the meter readings.',
  },
  {
    matter: '10413',
    title: 'Signing of the will',
    place: office,
    inDays: 2,
    from: '15:00',
    to: '15:45',
    staff: ['margaret', 'callum'],
    contacts: [['okafor', null]],
    description: 'Two of us are your witnesses; nobody else is needed.',
  },
  {
    matter: '10415',
    title: 'Call about the search results',
    place: 'By telephone',
    inDays: 1,
    from: '09:30',
    to: '10:00',
    staff: ['priya'],
    contacts: [['brandt', 'tentative']],
  },
  {
    matter: '10412',
    title: 'Survey with the agent',
    place: '12 Mill Lane',
    inDays: -20,
    from: '14:00',
    to: '15:00',
    staff: ['thomas'],
    contacts: [['okafor', 'accepted']],
  },
];

export async function addAppointments(api: DemoApi, ids: FirmIds): Promise<void> {
  for (const { matter, inDays, from, to, staff, contacts, ...words } of events) {
    const day = daysAgo(-inDays);
    const { id, attendees } = await api.call('POST /api/v1/matters/:matterId/events', {
      params: { matterId: idIn(ids.matters, matter) },
      body: {
        ...words,
        startsAt: `${day}T${from}`,
        endsAt: `${day}T${to}`,
        staffIds: staff.map((key) => idIn(ids.staff, key)),
        contactIds: contacts.map(([key]) => idIn(ids.contacts, key)),
      },
    });
    for (const [key, answer] of contacts) {
      const attendee = attendees.find(({ contactId }) => contactId === idIn(ids.contacts, key));
      if (answer === null || !attendee) continue;
      await api.call('PUT /api/v1/events/:id/attendees/:attendeeId/answer', {
        params: { id, attendeeId: attendee.id },
        body: { answer },
      });
    }
  }
}
