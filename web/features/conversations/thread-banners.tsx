import { Button } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { plannedMoment } from '../../ui/when.ts';
import { useThread } from './thread-context.ts';
import { useThreadActs } from './use-thread-acts.ts';

const WaitingMails = lazy(() =>
  import('./waiting-mails.tsx').then((module) => ({ default: module.WaitingMails })),
);

/** What is unusual about it: closed, on hold, read by somebody who takes no part. */
export function Banners(): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const zone = useFirmFormat();
  const { id, kind, state, held, heldReason, opened, member, archivedAt, endedAt, canPost } = conversation;
  const moment = (at: string | null) => (at === null ? '' : plannedMoment(new Date(at), zone));
  const watching = !member && opened === 'matter' && state !== 'ended';
  return (
    <>
      {held && <p className="thread__banner">{t('heldBanner', { reason: heldReason })}</p>}
      {state === 'archived' && (
        <p className="thread__banner">{t('archivedBanner', { when: moment(archivedAt) })}</p>
      )}
      {state === 'ended' && <p className="thread__banner">{t('endedBanner', { when: moment(endedAt) })}</p>}
      {watching && <p className="thread__banner">{t('watchingBanner')}</p>}
      {opened === 'break_glass' && <p className="thread__banner">{t('glassBanner')}</p>}
      <Suspense>{kind === 'external' && canPost && <WaitingMails conversationId={id} />}</Suspense>
    </>
  );
}

/** In place of the composer: why nothing can be written, and what to do about it. */
export function ClosedNote(): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const acts = useThreadActs();
  const { state, member, opened } = conversation;
  if (opened === 'break_glass') return <p className="thread__closed">{t('cannotWriteGlass')}</p>;
  if (state === 'ended')
    return (
      <div className="thread__closed">
        <span>{t('cannotWriteEnded')}</span>
        <ActButton label={t('beginAgain')} run={async () => acts.beginAgain()} />
      </div>
    );
  if (!member)
    return (
      <div className="thread__closed">
        <span>{t('cannotWriteNotMember')}</span>
        {state !== 'archived' && <ActButton label={t('join')} run={acts.join} />}
      </div>
    );
  return (
    <div className="thread__closed">
      <span>{t('cannotWriteArchived')}</span>
      <ActButton label={t('restore')} run={acts.restore} />
    </div>
  );
}

function ActButton({ label, run }: { label: string; run: () => Promise<void> }): ReactNode {
  const [busy, setBusy] = useState(false);
  async function press(): Promise<void> {
    setBusy(true);
    await run();
    setBusy(false);
  }
  return (
    <Button size="xs" loading={busy} onClick={() => void press()}>
      {label}
    </Button>
  );
}
