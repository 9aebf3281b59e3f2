import { ActionIcon } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
  IconClock,
  IconLoader2,
  IconLock,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconX,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProgressLine } from '../ui/progress-line.tsx';
import type { Item, ItemState, Snapshot, UploadQueue } from './queue.ts';
import { sizeOf } from './size.ts';
import './uploads.css';

const icons: Record<ItemState, typeof IconCheck> = {
  waiting: IconClock,
  sending: IconLoader2,
  paused: IconPlayerPauseFilled,
  needs_file: IconAlertTriangle,
  checking: IconLoader2,
  ready: IconCheck,
  warning: IconAlertTriangle,
  held: IconLock,
  refused: IconX,
  failed: IconX,
};

/** Each file on its way: how far, what became of it, and what can be done. Refused ones are named with the reason. */
export function FileList({ queue, files }: { queue: UploadQueue; files: Snapshot }): ReactNode {
  const { t } = useTranslation('uploads');
  if (files.items.length === 0 && files.refused.length === 0) return null;
  return (
    <div className="file-list">
      {files.refused.length > 0 && (
        <ul className="file-list__refused" role="alert">
          {files.refused.map(({ name, why }) => (
            <li key={name}>
              <bdi>{name}</bdi>: {t(`why_${why}`)}
            </li>
          ))}
        </ul>
      )}
      <ul className="file-list__items" aria-label={t('files')}>
        {files.items.map((item) => (
          <FileLine key={item.key} item={item} queue={queue} />
        ))}
      </ul>
      <p className="visually-hidden" aria-live="polite">
        {files.items.length > 0 && files.allReady ? t('allReady') : ''}
      </p>
    </div>
  );
}

function FileLine({ item, queue }: { item: Item; queue: UploadQueue }): ReactNode {
  const { t } = useTranslation('uploads');
  const { key, name, state } = item;
  const Icon = icons[state];
  const own = item.words === '' ? t(`state_${state}`) : item.words;
  // Why it is held, and what ends that.
  const words = state === 'held' && item.words !== '' ? `${item.words} ${t('state_held')}` : own;
  return (
    <li className="file-line" data-state={state}>
      <Icon size={16} className="file-line__icon" aria-hidden />
      <div className="file-line__words">
        <span className="file-line__name">
          {/* A name may hold letters that turn its direction round. */}
          <bdi>{name}</bdi>
          <span className="file-line__size figures">{sizeOf(item.size)}</span>
        </span>
        {state === 'sending' ? (
          <ProgressLine label={t('sending')} value={item.size === 0 ? 1 : item.sentBytes / item.size} />
        ) : (
          <span className="file-line__state">{words}</span>
        )}
      </div>
      <div className="file-line__actions">
        {state === 'sending' && (
          <Act label={t('pause', { name })} onClick={() => queue.pause(key)}>
            <IconPlayerPauseFilled size={14} aria-hidden />
          </Act>
        )}
        {(state === 'paused' || state === 'failed') && (
          <Act label={t('resume', { name })} onClick={() => queue.resume(key)}>
            <IconPlayerPlayFilled size={14} aria-hidden />
          </Act>
        )}
        <Act label={t('remove', { name })} onClick={() => queue.remove(key)}>
          <IconX size={14} aria-hidden />
        </Act>
      </div>
    </li>
  );
}

function Act(props: { label: string; onClick: () => void; children: ReactNode }): ReactNode {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="md"
      aria-label={props.label}
      title={props.label}
      onClick={props.onClick}
    >
      {props.children}
    </ActionIcon>
  );
}
