import {
  IconArrowDown,
  IconArrowUp,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleDot,
  IconLock,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/contract.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';

export type MatterListItem = Answer<'GET /api/v1/matters'>['items'][number];

/** One matter in the list: a line of columns, or two lines on a narrow screen. */
export function MatterRow({ matter, narrow }: { matter: MatterListItem; narrow: boolean }): ReactNode {
  const clients = matter.clients.map(({ displayName }) => displayName).join(', ');
  if (narrow) {
    return (
      <span className="matter-row__words">
        <span className="matter-row__line">
          <Title matter={matter} />
          <MatterStatus status={matter.status} />
        </span>
        <span className="matter-row__line matter-row__quiet">
          <span className="matter-row__cut">
            {[matter.number, clients, matter.stageName].filter(Boolean).join(' · ')}
          </span>
        </span>
      </span>
    );
  }
  return (
    <span className="matter-row" data-closed={matter.status === 'closed' || undefined}>
      <span className="matter-row__quiet figures">{matter.number}</span>
      <Title matter={matter} />
      <span className="matter-row__cut">{clients}</span>
      <span className="matter-row__cut matter-row__quiet matter-row__type">{matter.matterTypeName}</span>
      <span className="matter-row__cut matter-row__quiet">{matter.stageName}</span>
      <span className="matter-row__cut matter-row__quiet">{matter.personResponsibleName}</span>
      <MatterStatus status={matter.status} />
      <span className="matter-row__quiet matter-row__end">
        <RelativeTime at={matter.updatedAt} />
      </span>
    </span>
  );
}

function Title({ matter }: { matter: MatterListItem }): ReactNode {
  return (
    <span className="matter-row__title">
      <span className="matter-row__cut">{matter.title}</span>
      {matter.restricted && <WallSign />}
    </span>
  );
}

/** The lock of a matter that only named people see. */
export function WallSign(): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <span className="wall-sign" data-tone="private" title={t('walled')}>
      <IconLock size={14} stroke={2} aria-hidden />
      <span className="visually-hidden">{t('walled')}</span>
    </span>
  );
}

const statusLooks = {
  open: { Icon: IconCircleDot, word: 'statusOpen' },
  pending: { Icon: IconCircleDashed, word: 'statusPending' },
  closed: { Icon: IconCircleCheck, word: 'statusClosed' },
} as const;

export function MatterStatus({ status }: { status: keyof typeof statusLooks }): ReactNode {
  const { t } = useTranslation('matters');
  const { Icon, word } = statusLooks[status];
  return (
    <span className="matter-status" data-status={status}>
      <Icon size={14} stroke={2} aria-hidden />
      {t(word)}
    </span>
  );
}

/** Names of the columns; those that can order the list are pressed. */
export function MatterColumns(props: {
  sort: 'number' | 'title' | 'opened' | undefined;
  onSort: (sort: string | undefined) => void;
}): ReactNode {
  const { t } = useTranslation('matters');
  const sortable = (label: string, key: 'number' | 'title' | undefined, end = false) => (
    <button
      type="button"
      className={end ? 'matter-columns__sort matter-row__end' : 'matter-columns__sort'}
      aria-pressed={props.sort === key}
      title={t('sortBy', { column: label })}
      onClick={() => props.onSort(key)}
    >
      {label}
      {props.sort === key &&
        (key === undefined ? (
          <IconArrowDown size={12} stroke={2.25} aria-hidden />
        ) : (
          <IconArrowUp size={12} stroke={2.25} aria-hidden />
        ))}
    </button>
  );
  return (
    <div className="matter-columns">
      <div className="matter-row">
        {sortable(t('number'), 'number')}
        {sortable(t('matter'), 'title')}
        <span>{t('client')}</span>
        <span className="matter-row__type">{t('type')}</span>
        <span>{t('stage')}</span>
        <span>{t('responsible')}</span>
        <span>{t('status')}</span>
        {sortable(t('changed'), undefined, true)}
      </div>
    </div>
  );
}
