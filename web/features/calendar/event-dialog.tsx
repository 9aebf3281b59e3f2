import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { useNow } from '../../ui/clock.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { useEditing } from '../matters/editing.ts';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import type { Matter } from '../matters/matter-queries.ts';
import { useFields } from '../matters/use-fields.ts';
import { EventFields, type Person } from './event-fields.tsx';
import { type EventValues, faultsOf, nextHour, sentOf, valuesOf, withStart } from './event-values.ts';
import { type Event, eventQuery, noun } from './queries.ts';

function useEventForm(initial: EventValues) {
  const { t } = useTranslation('calendar');
  return useFields(initial, (values) =>
    Object.fromEntries(Object.entries(faultsOf(values)).map(([field, word]) => [field, t(word)])),
  );
}

export function NewEvent(props: {
  matter: Matter;
  /** YYYY-MM-DD */
  day: string | undefined;
  onClose: () => void;
  onMade: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation('calendar');
  const client = useQueryClient();
  const { matter } = props;
  const { staff } = useMe();
  const { timeZone } = useFirmFormat();
  const soon = nextHour(new Date(useNow()), timeZone);
  const start = { day: props.day ?? soon.day, time: props.day === undefined ? soon.time : '10:00' };
  const empty: EventValues = {
    title: '',
    place: '',
    description: '',
    startDay: '2000-01-01',
    startTime: '00:00',
    endDay: '2000-01-01',
    endTime: '01:00',
    timeZone,
    neutral: matter.restricted,
    staffIds: [staff.id],
    contactIds: [],
    tell: false,
  };
  // An hour from the start on.
  const form = useEventForm({ ...empty, ...withStart(empty, start) });
  const people = usePeople(matter, []);
  const saving = useSaving(
    form,
    (values) => {
      const { tell: _, ...body } = sentOf(values);
      return api('POST /api/v1/matters/:matterId/events', { params: { matterId: matter.id }, body });
    },
    (event) => {
      client.setQueryData(eventQuery(event.id).queryKey, event);
      void client.invalidateQueries({ queryKey: [noun] });
      showDone(t('added', { title: event.title }));
      props.onMade(event.id);
    },
  );
  return (
    <FormDialog title={t('addEvent')} saveLabel={t('add')} saving={saving} onClose={props.onClose}>
      <EventFields form={form} people={people} isNew />
    </FormDialog>
  );
}

export function EditEvent(props: { event: Event; matter: Matter; onClose: () => void }): ReactNode {
  const { t } = useTranslation('calendar');
  const client = useQueryClient();
  const { event } = props;
  const params = { id: event.id };
  const form = useEventForm(valuesOf(event));
  const people = usePeople(props.matter, event.attendees);
  const saving = useEditing(form, event, {
    valuesOf,
    sentOf,
    read: () => api('GET /api/v1/events/:id', { params }),
    send: (body, version) => api('PATCH /api/v1/events/:id', { params, body: { ...body, version } }),
    onSaved: (after) => {
      client.setQueryData(eventQuery(after.id).queryKey, after);
      void client.invalidateQueries({ queryKey: [noun] });
      showDone(t('saved', { title: after.title }));
      props.onClose();
    },
  });
  return (
    <FormDialog title={t('edit')} saveLabel={t('save')} saving={saving} onClose={props.onClose}>
      <EventFields form={form} people={people} isNew={false} />
    </FormDialog>
  );
}

/** Who is offered: the parties of the matter, and those who attend already. */
function usePeople(matter: Matter, attendees: Event['attendees']): Person[] {
  return useMemo(() => {
    const people = new Map<string, Person>();
    for (const { contactId, displayName, role } of matter.parties)
      people.set(contactId, { id: contactId, name: displayName, about: role });
    for (const { contactId, name, email } of attendees)
      if (contactId !== null && !people.has(contactId))
        people.set(contactId, { id: contactId, name, about: email });
    return [...people.values()];
  }, [matter, attendees]);
}
