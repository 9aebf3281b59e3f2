import {
  IconAt,
  IconHash,
  IconLock,
  IconMessage,
  IconShieldLock,
  IconUserShare,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import type { Kind } from './filters.ts';
import type { Line } from './queries.ts';
import { WaitingMark } from './waiting-mark.tsx';

const icons = {
  external: IconUserShare,
  internal: IconUsersGroup,
  channel: IconHash,
  direct: IconMessage,
} as const satisfies Record<Kind, typeof IconMessage>;

export function KindMark({ kind }: { kind: Kind }): ReactNode {
  const { t } = useTranslation('conversations');
  const Icon = icons[kind];
  return (
    <span className="kind-mark" data-kind={kind} title={t(`kind_${kind}`)}>
      <Icon size={16} stroke={1.75} aria-hidden />
      <span className="visually-hidden">{t(`kindShort_${kind}`)}</span>
    </span>
  );
}

/** One line of a list: whose it is and when, its last words; unread is bold and counted, waiting has its clock. */
export function ConversationRow({ line, place }: { line: Line; place?: 'matter' }): ReactNode {
  const { t } = useTranslation('conversations');
  return (
    <>
      <KindMark kind={line.kind} />
      <span className="conversation-row" data-unread={line.unread > 0 || undefined}>
        <span className="conversation-row__line">
          <span className="conversation-row__title">{line.title || t('untitled')}</span>
          {line.held && <IconLock size={14} stroke={1.75} aria-label={t('isHeld')} />}
          {line.secondFactor && <IconShieldLock size={14} stroke={1.75} aria-label={t('secondFactorOn')} />}
          {line.awaitingSince !== null && <WaitingMark since={line.awaitingSince} />}
          <span className="conversation-row__side">
            {line.lastMessageAt !== null && <RelativeTime at={line.lastMessageAt} />}
          </span>
        </span>
        <span className="conversation-row__line">
          <span className="conversation-row__words">
            <LastWords line={line} />
            {place !== 'matter' && line.matterTitle !== null && (
              <span className="conversation-row__matter"> · {line.matterTitle}</span>
            )}
          </span>
          <Marks line={line} />
        </span>
      </span>
    </>
  );
}

function Marks({ line }: { line: Line }): ReactNode {
  const { t } = useTranslation('conversations');
  return (
    <span className="conversation-row__marks">
      {line.mentioned && (
        <span className="conversation-row__at" title={t('mentionsYou')}>
          <IconAt size={14} stroke={2} aria-hidden />
          <span className="visually-hidden">{t('mentionsYou')}</span>
        </span>
      )}
      {line.unread > 0 && (
        <span className="nav-count figures">
          <span aria-hidden>{line.unread > 99 ? '99+' : line.unread}</span>
          <span className="visually-hidden">{t('unread', { count: line.unread })}</span>
        </span>
      )}
    </span>
  );
}

function LastWords({ line }: { line: Line }): ReactNode {
  const { t } = useTranslation('conversations');
  const { staff } = useMe();
  const { lastMessage: last, state } = line;
  const mark = state === 'draft' ? t('isDraft') : state === 'archived' ? t('isArchived') : t('isEnded');
  const tag = state === 'open' ? null : <span className="conversation-row__state">{mark} </span>;
  if (last === null) return <>{tag ?? t('nothingYet')}</>;
  const name = last.author.id === staff.id ? t('you') : last.author.name;
  const text = last.text || (last.files > 0 ? t('files', { count: last.files }) : t('withdrawnShort'));
  return (
    <>
      {tag}
      {t('byWhom', { name, text })}
    </>
  );
}
