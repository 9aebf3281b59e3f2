import { Button, Checkbox } from '@mantine/core';
import { IconFile, IconFolder } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { plannedMoment } from '../../ui/when.ts';
import { ConfirmDialog } from '../matters/confirm-dialog.tsx';
import type { Share } from './queries.ts';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';

const ShareFiles = lazy(() => import('./share-files.tsx').then((module) => ({ default: module.ShareFiles })));

/** One share: with whom, how many files, and what waits for a yes. */
export function ShareCard({ share }: { share: Share }): ReactNode {
  const { t } = useTranslation('sharing');
  const zone = useFirmFormat();
  const [open, setOpen] = useState(share.held > 0);
  const withdrawn = share.withdrawnAt !== null;
  const words = t('files', { count: share.files + share.held });
  const Icon = share.kind === 'folder' ? IconFolder : IconFile;
  return (
    <li className="share-card" data-over={withdrawn || undefined}>
      <div className="share-card__head">
        <Icon size={18} stroke={1.75} aria-hidden />
        <div className="share-card__words">
          <p className="share-card__name">
            <bdi>{share.name}</bdi>
          </p>
          <p className="share-card__about">
            {share.conversationTitle !== '' && <span>{share.conversationTitle}</span>}
            {!withdrawn && <span>{t('files', { count: share.files })}</span>}
            <span>
              {t('by', { name: share.sharedByName, when: plannedMoment(new Date(share.sharedAt), zone) })}
            </span>
          </p>
        </div>
        <div className="share-card__marks">
          {withdrawn && <StateBadge state="skipped">{t('isWithdrawn')}</StateBadge>}
          {!withdrawn && share.frozen && <StateBadge state="skipped">{t('isFrozen')}</StateBadge>}
          {!withdrawn && share.auto && <StateBadge state="logged">{t('isAuto')}</StateBadge>}
          {!withdrawn && share.held > 0 && (
            <StateBadge state="held">{t('waiting', { count: share.held })}</StateBadge>
          )}
        </div>
        <Button
          size="compact-sm"
          variant="subtle"
          aria-expanded={open}
          aria-label={t('showFiles', { words, name: share.name })}
          onClick={() => setOpen(!open)}
        >
          {words}
        </Button>
      </div>
      {open && (
        <>
          {!withdrawn && <Acts share={share} />}
          <Suspense fallback={<p className="quiet">{t('loading')}</p>}>
            <ShareFiles share={share} />
          </Suspense>
        </>
      )}
    </li>
  );
}

function Acts({ share }: { share: Share }): ReactNode {
  const { t } = useTranslation('sharing');
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { id, name, version } = share;
  async function run(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      showProblem(error);
    }
    await client.invalidateQueries({ queryKey: ['shares'] });
  }
  const setAuto = (auto: boolean) =>
    run(() => api('PATCH /api/v1/shares/:id', { params: { id }, body: { auto, version } }));
  const withdraw = () =>
    run(async () => {
      await api('POST /api/v1/shares/:id/withdraw', { params: { id } });
      showDone(t('withdrawn', { name }));
      setAsking(false);
    });
  return (
    <div className="share-card__acts">
      {share.kind === 'folder' && !share.frozen && (
        <Checkbox
          size="sm"
          label={t('autoOn')}
          checked={share.auto}
          onChange={({ currentTarget }) => void setAuto(currentTarget.checked)}
        />
      )}
      <Button size="compact-sm" variant="subtle" color="red" onClick={() => setAsking(true)}>
        {t('withdraw')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('withdrawTitle', { name })}
          confirm={t('withdraw')}
          onConfirm={withdraw}
          onClose={() => setAsking(false)}
        >
          <p>{t('withdrawBody')}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
