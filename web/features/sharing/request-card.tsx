import { Button } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { plannedMoment } from '../../ui/when.ts';
import { ConfirmDialog } from '../matters/confirm-dialog.tsx';
import { Day } from '../matters/day-words.tsx';
import { type FileRequest, requestQuery } from './queries.ts';
import { SlotLine } from './slot-line.tsx';

const WhenDialog = lazy(() => import('./when-dialog.tsx').then((module) => ({ default: module.WhenDialog })));

/** One request: how far it is, and what waits for a look. */
export function RequestCard({ request }: { request: FileRequest }): ReactNode {
  const { t } = useTranslation('sharing');
  const zone = useFirmFormat();
  const [open, setOpen] = useState(request.toLookAt > 0);
  const { state, slots, settled, toLookAt, dueOn, remindAt } = request;
  const words = t('progress', { settled, slots });
  return (
    <li className="share-card" data-over={state !== 'open' || undefined}>
      <div className="share-card__head">
        <IconInbox size={18} stroke={1.75} aria-hidden />
        <div className="share-card__words">
          <p className="share-card__name">{request.title}</p>
          <p className="share-card__about">
            {request.conversationTitle !== '' && <span>{request.conversationTitle}</span>}
            {state === 'open' && dueOn !== null && <Day day={dueOn} />}
            {remindAt !== null && (
              <span>{t('nextReminder', { when: plannedMoment(new Date(remindAt), zone) })}</span>
            )}
            <span>
              {t('by', {
                name: request.requestedByName,
                when: plannedMoment(new Date(request.createdAt), zone),
              })}
            </span>
          </p>
        </div>
        <div className="share-card__marks">
          {state === 'complete' && <StateBadge state="logged">{t('isComplete')}</StateBadge>}
          {state === 'cancelled' && <StateBadge state="skipped">{t('isCancelled')}</StateBadge>}
          {toLookAt > 0 && <StateBadge state="needsPerson">{t('toLookAt', { count: toLookAt })}</StateBadge>}
        </div>
        <Button
          size="compact-sm"
          variant="subtle"
          aria-expanded={open}
          aria-label={t('showFiles', { words, name: request.title })}
          onClick={() => setOpen(!open)}
        >
          {words}
        </Button>
      </div>
      {open && <Slots request={request} />}
    </li>
  );
}

function Slots({ request }: { request: FileRequest }): ReactNode {
  const { t } = useTranslation('sharing');
  const { data, error, refetch } = useQuery(requestQuery(request.id));
  if (error) return <ProblemAlert error={error} dense onRetry={() => void refetch()} />;
  if (!data) return <p className="quiet">{t('loading')}</p>;
  return (
    <>
      {data.note !== '' && <p className="share-card__note">{data.note}</p>}
      <ol className="share-files__list">
        {data.slotList.map((slot) => (
          <SlotLine key={slot.id} request={data} slot={slot} />
        ))}
      </ol>
      {data.state === 'open' && <Acts request={request} />}
    </>
  );
}

function Acts({ request }: { request: FileRequest }): ReactNode {
  const { id, title } = request;
  const { t } = useTranslation('sharing');
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [changing, setChanging] = useState(false);
  async function cancel(): Promise<void> {
    try {
      await api('POST /api/v1/file-requests/:id/cancel', { params: { id } });
      showDone(t('cancelled', { title }));
      setAsking(false);
    } catch (error) {
      showProblem(error);
    }
    await client.invalidateQueries({ queryKey: ['file-requests'] });
  }
  return (
    <div className="share-card__acts">
      <Button size="compact-sm" variant="subtle" onClick={() => setChanging(true)}>
        {t('when')}
      </Button>
      <Button size="compact-sm" variant="subtle" color="red" onClick={() => setAsking(true)}>
        {t('cancel')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('cancelTitle', { title })}
          confirm={t('cancel')}
          onConfirm={cancel}
          onClose={() => setAsking(false)}
        >
          <p>{t('cancelBody')}</p>
        </ConfirmDialog>
      )}
      <Suspense>{changing && <WhenDialog request={request} onClose={() => setChanging(false)} />}</Suspense>
    </div>
  );
}
