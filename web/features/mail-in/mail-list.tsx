import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { addressOf, api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { SettingsBlock } from '../settings/settings-page.tsx';

type Mail = Answer<'GET /api/v1/incoming-mails'>['items'][number];

const looks = {
  waiting: 'working',
  taken: 'logged',
  unclaimed: 'needsPerson',
  unreadable: 'failed',
} as const;

/** What came in, newest first: from whom, whether that is proved, and what became of it. */
export function MailList(): ReactNode {
  const { t } = useTranslation('mail-in');
  const list = useKeysetList({
    queryKey: ['incoming-mails'],
    fetchPage: (after, signal) =>
      api('GET /api/v1/incoming-mails', {
        query: { limit: 25, ...(after !== undefined && { after }) },
        signal,
      }),
  });
  return (
    <SettingsBlock title={t('mails')} about={t('mailsAbout')}>
      {list.error && <ProblemAlert error={list.error} onRetry={list.retry} dense />}
      {list.state === 'ready' && list.items.length === 0 && <p className="quiet">{t('noMails')}</p>}
      <ul className="incoming-mails" aria-label={t('mails')}>
        {list.items.map((mail) => (
          <MailLine key={mail.id} mail={mail} />
        ))}
      </ul>
      {list.hasMore && (
        <div className="settings-actions">
          <Button variant="subtle" disabled={list.isFetchingMore} onClick={list.fetchMore}>
            {t('more')}
          </Button>
        </div>
      )}
    </SettingsBlock>
  );
}

function MailLine({ mail }: { mail: Mail }): ReactNode {
  const { t } = useTranslation('mail-in');
  const sender = mail.sender === '' ? t('noSender') : mail.sender;
  return (
    <li className="incoming-mail">
      <span className="incoming-mail__words">
        <span className="incoming-mail__subject">{mail.subject === '' ? sender : mail.subject}</span>
        <span className="incoming-mail__about">
          <span>{sender}</span>
          {mail.senderVerified !== null && <span>{t(mail.senderVerified ? 'proved' : 'notProved')}</span>}
          <RelativeTime at={mail.receivedAt} />
        </span>
      </span>
      <StateBadge state={looks[mail.state]} look="plain">
        {t(`state_${mail.state}`)}
      </StateBadge>
      <a
        className="incoming-mail__file"
        href={addressOf('/api/v1/incoming-mails/:id/raw', { id: mail.id })}
        aria-label={t('download', { sender })}
      >
        <IconDownload size={16} stroke={1.75} aria-hidden />
      </a>
    </li>
  );
}
