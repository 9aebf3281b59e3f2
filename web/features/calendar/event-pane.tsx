import { Button } from '@mantine/core';
import { IconCalendarDown, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addressOf, api } from '../../api/client.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone } from '../../ui/toasts.tsx';
import type { Matter } from '../matters/matter-queries.ts';
import { RecordPane } from '../matters/record-pane.tsx';
import { PressTwice } from '../settings/press-twice.tsx';
import { Attendees } from './attendees.tsx';
import './calendar.css';
import { type Event, eventQuery, useEventAct } from './queries.ts';
import { StrangeReplies } from './replies.tsx';
import { shownTimes } from './times.ts';

const EditEvent = lazy(() => import('./event-dialog.tsx').then((module) => ({ default: module.EditEvent })));

/** One event: when and where, who comes and what they answered, and what may be done with it. */
export function EventPane(props: { id: string; matter: Matter; onClose: () => void }): ReactNode {
  const { t } = useTranslation('calendar');
  const { data: event, error, refetch } = useQuery(eventQuery(props.id));
  if (event) return <OpenEvent event={event} matter={props.matter} onClose={props.onClose} />;
  if (!error) return null;
  return (
    <RecordPane title={t('event')} onClose={props.onClose}>
      {'status' in error && error.status === 404 ? (
        <EmptyState title={t('noSuchEvent')} />
      ) : (
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      )}
    </RecordPane>
  );
}

function OpenEvent({
  event,
  matter,
  onClose,
}: {
  event: Event;
  matter: Matter;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('calendar');
  const act = useEventAct();
  const [editing, setEditing] = useState(false);
  const planned = event.state === 'planned';
  const params = { id: event.id };
  const told = event.attendees.filter(({ kind }) => kind === 'contact').length;
  async function cancel(): Promise<void> {
    if (await act(() => api('POST /api/v1/events/:id/cancel', { params })))
      showDone(t('eventCancelled', { title: event.title }));
  }
  return (
    <RecordPane
      title={event.title}
      onClose={onClose}
      note={
        !planned && (
          <p className="record-pane__note">
            <StateBadge state="undone">{t('cancelled')}</StateBadge>{' '}
            {event.cancelledAt !== null && <RelativeTime at={event.cancelledAt} />}
          </p>
        )
      }
    >
      <StrangeReplies event={event} />
      <EventFacts event={event} />
      <Attendees event={event} />
      <div className="form-actions">
        {planned && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPencil size={14} stroke={1.75} aria-hidden />}
            onClick={() => setEditing(true)}
          >
            {t('edit')}
          </Button>
        )}
        <Button
          component="a"
          className="event-file"
          href={addressOf('/api/v1/events/:id/calendar-file', params)}
          variant="default"
          size="xs"
          leftSection={<IconCalendarDown size={14} stroke={1.75} aria-hidden />}
        >
          {t('toMyCalendar')}
        </Button>
        {planned && (
          <PressTwice
            label={t('cancelEvent')}
            again={t('cancelAgain', { count: told })}
            about={event.title}
            onPress={() => void cancel()}
          />
        )}
      </div>
      <Suspense>
        {editing && <EditEvent event={event} matter={matter} onClose={() => setEditing(false)} />}
      </Suspense>
    </RecordPane>
  );
}

function EventFacts({ event }: { event: Event }): ReactNode {
  const { t } = useTranslation('calendar');
  const shown = shownTimes(event, useFirmFormat());
  return (
    <dl className="facts event-facts" data-struck={event.state === 'cancelled' || undefined}>
      <dt>{t('when')}</dt>
      <dd>
        {shown.day}
        <br />
        <span className="figures">{t('until', { from: shown.start, to: shown.end })}</span>
        {shown.zone !== undefined && <span className="quiet"> {shown.zone}</span>}
        {event.movedAt !== null && event.state === 'planned' && (
          <span className="event-facts__moved">
            {t('moved')} <RelativeTime at={event.movedAt} />
          </span>
        )}
      </dd>
      {event.place !== '' && (
        <>
          <dt>{t('where')}</dt>
          <dd>{event.place}</dd>
        </>
      )}
      {event.description !== '' && (
        <>
          <dt>{t('notes')}</dt>
          <dd className="event-facts__notes">{event.description}</dd>
        </>
      )}
      <dt>{t('organiser')}</dt>
      <dd>{event.organiserName}</dd>
      {event.neutral && (
        <>
          <dt>{t('mails')}</dt>
          <dd>{t('mailsNeutral')}</dd>
        </>
      )}
    </dl>
  );
}
