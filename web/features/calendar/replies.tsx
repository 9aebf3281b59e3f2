import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { type Event, type StrangeReply, useEventAct } from './queries.ts';

/** Answers by mail that were not believed, each with its reason: a person takes it or leaves it. */
export function StrangeReplies({ event }: { event: Event }): ReactNode {
  const { t } = useTranslation('calendar');
  if (event.replies.length === 0) return null;
  return (
    <section className="strange" aria-label={t('repliesTitle')}>
      <h3 className="strange__title">{t('repliesTitle')}</h3>
      <p className="strange__about">{t('repliesAbout')}</p>
      <ul className="strange__list">
        {event.replies.map((reply) => (
          <ReplyLine key={reply.id} event={event} reply={reply} />
        ))}
      </ul>
    </section>
  );
}

function ReplyLine({ event, reply }: { event: Event; reply: StrangeReply }): ReactNode {
  const { t } = useTranslation('calendar');
  const act = useEventAct();
  const name = event.attendees.find(({ id }) => id === reply.attendeeId)?.name;
  const settle = async (does: 'take' | 'dismiss') => {
    const params = { id: event.id, replyId: reply.id };
    if (await act(() => api('POST /api/v1/events/:id/replies/:replyId', { params, body: { do: does } })))
      showDone(t('replySettled'));
  };
  const takeable = name !== undefined && reply.answer !== null && event.state === 'planned';
  return (
    <li className="strange__reply">
      <p className="strange__what">
        {reply.answer === null
          ? t('replyNoAnswer', { sender: reply.sender })
          : t('reply', { sender: reply.sender, answer: t(`answer_${reply.answer}`) })}
      </p>
      <p className="strange__why">
        {t(`reason_${reply.reason}`)}{' '}
        <span className="quiet">
          (<RelativeTime at={reply.receivedAt} />)
        </span>
      </p>
      {reply.words !== '' && <blockquote className="strange__words">{reply.words}</blockquote>}
      <div className="strange__ways">
        {takeable && (
          <Button size="xs" variant="default" onClick={() => void settle('take')}>
            {t('takeReply', { name })}
          </Button>
        )}
        <Button size="xs" variant="subtle" onClick={() => void settle('dismiss')}>
          {t('leaveReply')}
        </Button>
      </div>
    </li>
  );
}
