import { type ReactNode, useState } from 'react';
import type { Answer } from '../../../api/contract.ts';
import { call } from '../../call.ts';
import { useNews } from '../../live.ts';
import { follow } from '../../router.ts';
import { portalPaths, type ScreenProps } from '../../routes.ts';
import { useSignedIn } from '../../session.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { ReadingState } from '../../ui/reading-state.tsx';
import { useReading } from '../../ui/use-reading.ts';
import { say } from '../shares/words.ts';
import { dayWords } from './day-words.ts';
import { SlotCard } from './slot-card.tsx';
import '../shares/sharing.css';

export type FileRequest = Answer<'GET /portal/api/requests/:id'>;

export function RequestScreen({ params }: ScreenProps): ReactNode {
  const id = params.id ?? '';
  return <Request id={id} key={id} />;
}

/** What the firm asks for, slot by slot: what is still to send, what was sent, and what the firm says of it. */
function Request({ id }: { id: string }): ReactNode {
  const { firmName: firm } = useSignedIn().seat;
  const [answered, setAnswered] = useState<FileRequest | null>(null);
  const { value, failure, again } = useReading(() =>
    call('GET /portal/api/requests/:id', { params: { id } }),
  );
  useNews((news) => {
    if (news !== null && (news.type !== 'file_request.changed' || news.id !== id)) return;
    setAnswered(null);
    void again();
  });
  // What the server answered to one's own act is newer than what was read before it.
  const request = answered ?? value;
  return (
    <Page title={request?.title ?? say('requests')} about={request?.note || undefined}>
      <p className="p-thread__back">
        <a href={portalPaths.toDo} onClick={follow}>
          {say('toToDo')}
        </a>
        {request && (
          <>
            {' · '}
            <a href={`/portal/c/${request.conversationId}`} onClick={follow}>
              {say('toConversation')}
            </a>
          </>
        )}
      </p>
      <ReadingState value={request} failure={failure} again={again} say={say} />
      {request?.state === 'complete' && <Notice kind="good">{say('completeAbout')}</Notice>}
      {request?.state === 'cancelled' && <Notice>{say('cancelledAbout', { firm })}</Notice>}
      {request?.state === 'open' && (
        <p className="p-page__about">
          {[
            ...(request.dueOn === null ? [] : [say('dueOn', { day: dayWords(request.dueOn) })]),
            say('progress', { settled: request.settled, slots: request.slots }),
          ].join(' · ')}
        </p>
      )}
      {request && (
        <ol className="p-slots">
          {request.slotList.map((slot) => (
            <SlotCard key={slot.id} request={request} slot={slot} onChanged={setAnswered} />
          ))}
        </ol>
      )}
    </Page>
  );
}
