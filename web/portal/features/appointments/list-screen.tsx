import type { ReactNode } from 'react';
import { call } from '../../call.ts';
import { useNews } from '../../live.ts';
import { follow } from '../../router.ts';
import { appointmentPath, portalPaths, type ScreenProps } from '../../routes.ts';
import { useSignedIn } from '../../session.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { PagesState } from '../../ui/pages-state.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { ViewLinks } from '../../ui/view-links.tsx';
import type { Appointment } from './appointment.ts';
import { When } from './when.tsx';
import { say } from './words.ts';
import './appointments.css';

/** What the person attends: to come, and past. */
export function AppointmentsScreen({ search }: ScreenProps): ReactNode {
  const when = search.get('view') === 'past' ? 'past' : 'upcoming';
  const views = [
    { name: say('upcoming'), path: portalPaths.appointments, current: when === 'upcoming' },
    { name: say('past'), path: `${portalPaths.appointments}?view=past`, current: when === 'past' },
  ];
  return (
    <Page title={say('appointments')}>
      <ViewLinks label={say('appointments')} views={views} />
      <List when={when} key={when} />
    </Page>
  );
}

function List({ when }: { when: 'upcoming' | 'past' }): ReactNode {
  const { firmName: firm } = useSignedIn().seat;
  const pages = usePages((after?: string) =>
    call('GET /portal/api/appointments', { query: { when, ...(after ? { after } : {}) } }),
  );
  useNews((news) => {
    if (news === null || news.type === 'appointment.changed') void pages.again();
  });
  const { items } = pages;
  return (
    <>
      {items?.length === 0 && (
        <Empty title={say(when === 'past' ? 'nonePast' : 'none')}>
          {say(when === 'past' ? 'nonePastAbout' : 'noneAbout', { firm })}
        </Empty>
      )}
      <ul className="p-rows">
        {(items ?? []).map((appointment) => (
          <Line key={appointment.id} appointment={appointment} past={when === 'past'} />
        ))}
      </ul>
      <PagesState pages={pages} say={say} />
    </>
  );
}

function Line({ appointment, past }: { appointment: Appointment; past: boolean }): ReactNode {
  const { id, title, place, state, changed, answer } = appointment;
  const cancelled = state === 'cancelled';
  const asked = !cancelled && !past && answer === 'needs-action';
  return (
    <li>
      <a
        className="p-row p-appointment"
        href={appointmentPath(id)}
        data-changed={(changed && !past) || undefined}
        onClick={follow}
      >
        <span className="p-row__words">
          <span className="p-appointment__title">{cancelled ? <s>{title}</s> : title}</span>
          <span>
            {cancelled ? (
              <s>
                <When times={appointment} />
              </s>
            ) : (
              <When times={appointment} />
            )}
          </span>
          {place !== '' && <span className="p-row__about">{place}</span>}
        </span>
        <span className="p-appointment__state" data-asked={asked || undefined}>
          {cancelled ? say('cancelled') : changed && !past ? say('changedAbout') : say(`answer_${answer}`)}
        </span>
      </a>
    </li>
  );
}
