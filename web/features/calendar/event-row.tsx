import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import type { Event } from './queries.ts';
import { shownTimes, tileOf } from './times.ts';

/** One event in a list: its day as a tile, what it is, when and where, and how far the answers are. */
export function EventRow(props: { event: Event; chosen: boolean; onChoose: () => void }): ReactNode {
  const { t } = useTranslation('calendar');
  const firm = useFirmFormat();
  const { event } = props;
  const tile = tileOf(event.localStart, firm.locale);
  const shown = shownTimes(event, firm);
  const cancelled = event.state === 'cancelled';
  return (
    <li>
      <button
        type="button"
        className="event-row"
        data-chosen={props.chosen || undefined}
        data-struck={cancelled || undefined}
        aria-current={props.chosen || undefined}
        onClick={props.onChoose}
      >
        <span className="event-row__tile" title={shown.day}>
          <span className="event-row__day figures">{tile.day}</span>
          <span className="event-row__month">{tile.month}</span>
        </span>
        <span className="event-row__words">
          <span className="event-row__title">{event.title}</span>
          <span className="event-row__about">
            <span className="figures">{t('until', { from: shown.start, to: shown.end })}</span>
            {shown.zone !== undefined && <span>{shown.zone}</span>}
            {event.place !== '' && <span className="event-row__place">{event.place}</span>}
          </span>
          <span className="event-row__about">
            {cancelled ? (
              <StateBadge state="undone">{t('cancelled')}</StateBadge>
            ) : (
              <AnswerCounts event={event} />
            )}
            {event.replies.length > 0 && (
              <StateBadge state="needsPerson">{t('strange', { count: event.replies.length })}</StateBadge>
            )}
          </span>
        </span>
      </button>
    </li>
  );
}

const counted = ['accepted', 'tentative', 'declined'] as const;

function AnswerCounts({ event }: { event: Event }): ReactNode {
  const { t } = useTranslation('calendar');
  const { attendees } = event;
  if (attendees.length === 0) return <span>{t('nobody')}</span>;
  const count = (answer: string) => attendees.filter((one) => one.answer === answer).length;
  const waiting = count('needs-action');
  return (
    <span className="event-row__answers">
      {counted.map((answer) =>
        count(answer) === 0 ? null : (
          <span key={answer} data-answer={answer}>
            {t(`count_${answer}`, { count: count(answer) })}
          </span>
        ),
      )}
      {waiting > 0 && <span data-answer="needs-action">{t('count_waiting', { count: waiting })}</span>}
    </span>
  );
}
