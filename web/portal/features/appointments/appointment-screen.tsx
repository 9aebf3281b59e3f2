import { type ReactNode, useEffect, useState } from 'react';
import { api } from '../../../api/client.ts';
import { call } from '../../call.ts';
import { useNews } from '../../live.ts';
import { follow } from '../../router.ts';
import { portalPaths, type ScreenProps } from '../../routes.ts';
import { useSignedIn } from '../../session.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { ReadingState } from '../../ui/reading-state.tsx';
import { useReading } from '../../ui/use-reading.ts';
import type { Appointment } from './appointment.ts';
import { Reply } from './reply.tsx';
import { remindersLeft } from './times.ts';
import { When } from './when.tsx';
import { say } from './words.ts';
import './appointments.css';

export function AppointmentScreen({ params }: ScreenProps): ReactNode {
  return <OneAppointment id={params.id ?? ''} key={params.id} />;
}

function OneAppointment({ id }: { id: string }): ReactNode {
  const { value, failure, again } = useReading(() =>
    call('GET /portal/api/appointments/:id', { params: { id } }),
  );
  useNews((news) => {
    if (news === null || news.id === id) void again();
  });
  const moved = useMoved(value);
  return (
    <Page title={value?.title ?? say('appointments')}>
      <p className="p-page__back">
        <a href={portalPaths.appointments} onClick={follow}>
          {say('all')}
        </a>
      </p>
      <ReadingState value={value} failure={failure} again={again} say={say} />
      {value !== null && <Shown appointment={value} moved={moved} onChanged={again} />}
    </Page>
  );
}

/** Looking at it ends its being shown as changed, though not while one looks. */
function useMoved(appointment: Appointment | null): boolean {
  const [movedAt, setMovedAt] = useState<number | null>(null);
  useEffect(() => {
    if (appointment?.changed !== true) return;
    const { id, sequence } = appointment;
    setMovedAt(sequence);
    // It stays marked until the next time when this fails.
    void api('POST /portal/api/appointments/:id/seen', { params: { id }, body: { sequence } }).catch(
      () => undefined,
    );
  }, [appointment]);
  return movedAt !== null && movedAt === appointment?.sequence;
}

function Shown(props: {
  appointment: Appointment;
  moved: boolean;
  onChanged: () => Promise<void>;
}): ReactNode {
  const { appointment, moved, onChanged } = props;
  const { firmName: firm } = useSignedIn().seat;
  const { id, state, endsAt, startsAt, answer } = appointment;
  const cancelled = state === 'cancelled';
  const now = new Date();
  const over = Date.parse(endsAt) <= now.getTime();
  const reminders = answer === 'declined' ? 'none' : remindersLeft(startsAt, now);
  return (
    <>
      {cancelled && <Notice kind="bad">{say('cancelledAbout', { firm })}</Notice>}
      {!cancelled && moved && answer === 'needs-action' && !over && <Notice>{say('changedAbout')}</Notice>}
      <Facts appointment={appointment} />
      {over && !cancelled && <p className="p-page__about">{say('over')}</p>}
      {!over && !cancelled && (
        <>
          <Reply appointment={appointment} onChanged={onChanged} />
          {reminders !== 'none' && (
            <p className="p-page__about">{say(reminders === 'both' ? 'remindBoth' : 'remindHour')}</p>
          )}
          <p>
            <a className="p-button" data-look="plain" href={`/portal/api/appointments/${id}.ics`} download>
              {say('addToCalendar')}
            </a>
          </p>
        </>
      )}
    </>
  );
}

function Facts({ appointment }: { appointment: Appointment }): ReactNode {
  const { place, description, state, organiserName } = appointment;
  return (
    <dl className="p-facts" data-cancelled={state === 'cancelled' || undefined}>
      <dt>{say('when')}</dt>
      <dd>
        <When times={appointment} />
      </dd>
      {place !== '' && (
        <>
          <dt>{say('where')}</dt>
          <dd>{place}</dd>
        </>
      )}
      <dt>{say('withWhom')}</dt>
      <dd>{organiserName}</dd>
      {description !== '' && (
        <>
          <dt>{say('about')}</dt>
          <dd className="p-appointment__about">{description}</dd>
        </>
      )}
    </dl>
  );
}
