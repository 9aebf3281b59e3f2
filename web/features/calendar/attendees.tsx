import { IconChevronDown, IconDeviceMobile } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { MenuButton } from '../../ui/menu-button.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { type Attendee, type Event, useEventAct } from './queries.ts';

const looks = {
  'needs-action': { state: 'waiting', word: 'answer_needsAction' },
  accepted: { state: 'logged', word: 'answer_accepted' },
  tentative: { state: 'needsPerson', word: 'answer_tentative' },
  declined: { state: 'failed', word: 'answer_declined' },
} as const;
const choices = ['accepted', 'tentative', 'declined'] as const;

/** Who attends: what each answered, when and how; what somebody says by telephone is written down here. */
export function Attendees({ event }: { event: Event }): ReactNode {
  const { t } = useTranslation('calendar');
  return (
    <section className="attendees" aria-label={t('attendees')}>
      <h3 className="attendees__title">{t('attendees')}</h3>
      {event.attendees.length === 0 && <p className="quiet">{t('nobody')}</p>}
      <ul className="attendees__list">
        {event.attendees.map((one) => (
          <AttendeeLine key={one.id} event={event} attendee={one} />
        ))}
      </ul>
    </section>
  );
}

function AttendeeLine({ event, attendee }: { event: Event; attendee: Attendee }): ReactNode {
  const { t } = useTranslation('calendar');
  return (
    <li className="attendee">
      <span className="attendee__who">
        {attendee.contactId === null ? (
          <span className="attendee__name">{attendee.name}</span>
        ) : (
          <Link className="attendee__name" to={`/contacts/${attendee.contactId}`}>
            {attendee.name}
          </Link>
        )}
        {attendee.inPortal && (
          <span title={t('inPortal')}>
            <IconDeviceMobile size={14} stroke={1.75} aria-label={t('inPortal')} role="img" />
          </span>
        )}
        {attendee.answeredAt !== null && attendee.answeredBy !== null && (
          <span className="attendee__how">
            {attendee.kind === 'contact' && `${t(`by_${attendee.answeredBy}`)} · `}
            <RelativeTime at={attendee.answeredAt} />
          </span>
        )}
        {attendee.answeredAt === null && attendee.kind === 'contact' && (
          <span className="attendee__how">{attendee.email}</span>
        )}
      </span>
      <AnswerOf event={event} attendee={attendee} />
    </li>
  );
}

/** What somebody answered; while the event stands it can be written down for them. */
function AnswerOf({ event, attendee }: { event: Event; attendee: Attendee }): ReactNode {
  const { t } = useTranslation('calendar');
  const act = useEventAct();
  const look = looks[attendee.answer];
  const badge = (
    <StateBadge state={look.state} look="plain">
      {t(look.word)}
    </StateBadge>
  );
  if (event.state === 'cancelled') return badge;
  const params = { id: event.id, attendeeId: attendee.id };
  const write = (answer: (typeof choices)[number]) =>
    act(() => api('PUT /api/v1/events/:id/attendees/:attendeeId/answer', { params, body: { answer } }));
  return (
    <MenuButton
      className="attendee__answer"
      label={t('writeAnswer', { name: attendee.name, answer: t(look.word) })}
      position="bottom-end"
      entries={choices.map((answer) => ({
        kind: 'item',
        label: t(`answer_${answer}`),
        checked: answer === attendee.answer,
        onChoose: () => void write(answer),
      }))}
    >
      {badge}
      <IconChevronDown size={12} stroke={2} aria-hidden />
    </MenuButton>
  );
}
