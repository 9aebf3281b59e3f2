import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addressOf, api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { useMe } from '../../api/session.tsx';
import { useNow } from '../../ui/clock.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { dayNumber, plannedMoment } from '../../ui/when.ts';
import { SettingsBlock } from '../settings/settings-page.tsx';
import { ConfirmDialog } from './purge-confirm.tsx';
import { type Purge, purgesKey, refreshPurges } from './purge-queries.ts';

/** Newest first: what waits, what cools off, what is gone. */
export function PurgeList(): ReactNode {
  const { t } = useTranslation('purges');
  const list = useKeysetList({
    queryKey: [...purgesKey, 'list'],
    fetchPage: (after, signal) =>
      api('GET /api/v1/purges', { query: { limit: 20, ...(after && { after }) }, signal }),
  });
  return (
    <SettingsBlock title={t('purges')} about={t('purgesAbout')}>
      {list.error && <ProblemAlert error={list.error} onRetry={list.retry} dense />}
      {list.state === 'ready' && list.items.length === 0 && <p className="quiet">{t('noPurges')}</p>}
      {list.items.length > 0 && (
        <ul className="purge__list" aria-label={t('purges')}>
          {list.items.map((purge) => (
            <li key={purge.id}>
              <PurgeCard purge={purge} />
            </li>
          ))}
        </ul>
      )}
      {list.hasMore && (
        <Button variant="default" loading={list.isFetchingMore} onClick={list.fetchMore}>
          {t('more')}
        </Button>
      )}
    </SettingsBlock>
  );
}

function PurgeCard({ purge }: { purge: Purge }): ReactNode {
  const { t } = useTranslation('purges');
  return (
    <article className="purge" data-state={purge.state} aria-label={purge.reason}>
      <p className="purge__state">
        {t(`state_${purge.state}`)} · {t('count', { count: purge.items.length })}
      </p>
      {purge.state === 'confirmed' && purge.runsAt && <Countdown runsAt={purge.runsAt} />}
      <p className="purge__reason">{purge.reason}</p>
      <ul className="erase__list">
        {purge.items.map((item) => (
          <Item key={item.matterId} item={item} />
        ))}
      </ul>
      <Steps purge={purge} />
      <Acts purge={purge} />
    </article>
  );
}

function Countdown({ runsAt }: { runsAt: string }): ReactNode {
  const { t } = useTranslation('purges');
  const zone = useFirmFormat();
  const now = new Date(useNow());
  const at = new Date(runsAt);
  const days = dayNumber(at, zone) - dayNumber(now, zone);
  return (
    <p className="purge__countdown">
      {at <= now ? t('runsNow') : t('runsIn', { count: days, at: plannedMoment(at, zone) })}
    </p>
  );
}

function Item({ item }: { item: Purge['items'][number] }): ReactNode {
  const { t } = useTranslation('purges');
  const why = useWhy(item.why);
  return (
    <li>
      {item.title === null ? item.number : `${item.number} ${item.title}`}
      {item.state !== 'waiting' && (
        <span className="quiet">{[t(`item_${item.state}`), why].filter(Boolean).join(': ')}</span>
      )}
    </li>
  );
}

function useWhy(why: Purge['items'][number]['why']): string {
  const { t } = useTranslation('purges');
  switch (why) {
    case null:
      return '';
    case 'held':
    case 'decider_gone':
    case 'open':
    case 'kept_elsewhere':
      return t(`why_${why}`);
    default:
      return t('why_other');
  }
}

function Steps({ purge }: { purge: Purge }): ReactNode {
  const { t } = useTranslation('purges');
  const zone = useFirmFormat();
  const at = (iso: string | null) => (iso === null ? '' : plannedMoment(new Date(iso), zone));
  return (
    <p className="quiet purge__steps">
      <span>{t('by_proposed', { name: purge.proposedBy.name, at: at(purge.proposedAt) })}</span>
      {purge.confirmedBy && (
        <span>{t('by_confirmed', { name: purge.confirmedBy.name, at: at(purge.confirmedAt) })}</span>
      )}
      {purge.cancelledBy && (
        <span>{t('by_cancelled', { name: purge.cancelledBy.name, at: at(purge.cancelledAt) })}</span>
      )}
      {purge.doneAt && <span>{t('doneOn', { at: at(purge.doneAt) })}</span>}
    </p>
  );
}

function Acts({ purge }: { purge: Purge }): ReactNode {
  const { t } = useTranslation('purges');
  const client = useQueryClient();
  const { staff } = useMe();
  const zone = useFirmFormat();
  const [confirming, setConfirming] = useState(false);
  const [busy, setBusy] = useState(false);
  const params = { id: purge.id };
  async function cancel(): Promise<void> {
    setBusy(true);
    try {
      await api('POST /api/v1/purges/:id/cancel', { params });
      showDone(t('cancelled'));
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
      await refreshPurges(client);
    }
  }
  const day = purge.doneAt === null ? '' : plannedMoment(new Date(purge.doneAt), zone);
  const file = addressOf('/api/v1/purges/:id/certificate', params);
  return (
    <>
      {purge.state === 'proposed' && purge.proposedBy.id === staff.id && (
        <p className="quiet">{t('yourOwn')}</p>
      )}
      {(purge.mayConfirm || purge.mayCancel || purge.certificate) && (
        <div className="purge__acts">
          {purge.mayConfirm && (
            <Button size="compact-sm" onClick={() => setConfirming(true)}>
              {t('confirm')}
            </Button>
          )}
          {purge.mayCancel && (
            <Button size="compact-sm" variant="default" loading={busy} onClick={() => void cancel()}>
              {t('cancel')}
            </Button>
          )}
          {purge.certificate && (
            <>
              <a href={file} download aria-label={t('certificateOf', { day })}>
                {t('certificate')}
              </a>
              <a href={`${file}?as=json`} download aria-label={t('certificateJsonOf', { day })}>
                {t('certificateJson')}
              </a>
            </>
          )}
        </div>
      )}
      {confirming && <ConfirmDialog purge={purge} onClose={() => setConfirming(false)} />}
    </>
  );
}
