import { IconMailForward } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import '../../ui/facts.css';
import { ListDetail } from '../../ui/list-detail.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { type State, StateBadge } from '../../ui/state-badge.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { CopyButton } from './copy-field.tsx';
import { linksIn } from './links-in.ts';
import './outbox-page.css';
import { SettingsPage } from './settings-page.tsx';

type Mail = Answer<'GET /api/v1/outbox'>['items'][number];

const stateOf = {
  kept: 'held',
  queued: 'waiting',
  sent: 'logged',
  failed: 'failed',
} as const satisfies Record<Mail['state'], State>;

/** What left the house by mail or text, or waits here because no mail server is set. */
export function OutboxPage(): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <SettingsPage title={t('outbox')} subtitle={t('outboxAbout')} roles={['owner', 'administrator']} fill>
      <OutboxList />
    </SettingsPage>
  );
}

function OutboxList(): ReactNode {
  const { t } = useTranslation('settings');
  const [search, setSearch] = useSearchState();
  const list = useKeysetList({
    queryKey: ['outbox'],
    fetchPage: (after, signal) => api('GET /api/v1/outbox', { query: { after, limit: 50 }, signal }),
  });
  const open = list.items.find(({ id }) => id === search.selected);
  return (
    <ListDetail
      list={
        <VirtualList
          label={t('outbox')}
          list={list}
          main
          idOf={(mail) => mail.id}
          rowHeight={60}
          row={(mail) => <MailRow mail={mail} />}
          activeId={search.selected}
          onActive={(selected) => setSearch({ selected })}
          onOpen={(selected) => setSearch({ selected }, { push: true })}
          empty={
            <EmptyState icon={<IconMailForward size={24} stroke={1.5} />} title={t('outboxEmpty')}>
              {t('outboxEmptyBody')}
            </EmptyState>
          }
        />
      }
      detail={open ? <MailDetail key={open.id} mail={open} /> : null}
      detailLabel={t('mail')}
      placeholder={<EmptyState title={t('chooseMail')}>{t('chooseMailBody')}</EmptyState>}
      onClose={() => setSearch({ selected: undefined })}
    />
  );
}

function MailRow({ mail }: { mail: Mail }): ReactNode {
  return (
    <>
      <span className="outbox-row">
        <span className="outbox-row__subject">{mail.subject}</span>
        <span className="outbox-row__to">{mail.recipient}</span>
      </span>
      <span className="outbox-row__end">
        <MailState mail={mail} />
        <span className="outbox-row__to">
          <RelativeTime at={mail.sentAt ?? mail.createdAt} />
        </span>
      </span>
    </>
  );
}

function MailState({ mail, badge }: { mail: Mail; badge?: boolean }): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <StateBadge state={stateOf[mail.state]} look={badge ? 'badge' : 'plain'}>
      {t(`mail_${mail.state}`)}
    </StateBadge>
  );
}

function MailDetail({ mail }: { mail: Mail }): ReactNode {
  const { t } = useTranslation('settings');
  const parts = linksIn(mail.body);
  const link = parts.find((part) => part.kind === 'link');
  return (
    <article className="outbox-mail">
      <h2 className="outbox-mail__subject">{mail.subject}</h2>
      <dl className="facts">
        <dt>{t('mailTo')}</dt>
        <dd>{mail.recipient}</dd>
        <dt>{t('mailState')}</dt>
        <dd>
          <MailState mail={mail} badge />
        </dd>
        <dt>{mail.sentAt ? t('mailSent') : t('mailWritten')}</dt>
        <dd>
          <RelativeTime at={mail.sentAt ?? mail.createdAt} />
        </dd>
      </dl>
      {mail.state === 'kept' && <p className="outbox-mail__note">{t('mailKept')}</p>}
      {mail.error && <p className="outbox-mail__note">{mail.error}</p>}
      <div className="outbox-mail__body">
        {parts.map((part) =>
          part.kind === 'link' ? (
            <a key={part.at} href={part.text}>
              {part.text}
            </a>
          ) : (
            <span key={part.at}>{part.text}</span>
          ),
        )}
      </div>
      {link && (
        <div>
          <CopyButton value={link.text} label={t('copyLink')} />
        </div>
      )}
    </article>
  );
}
