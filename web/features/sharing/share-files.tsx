import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showProblem } from '../../ui/toasts.tsx';
import { plannedMoment } from '../../ui/when.ts';
import { sizeOf } from '../../uploads/size.ts';
import { Act, FileActs } from './file-acts.tsx';
import { type Share, type ShareFile, shareReadsQuery } from './queries.ts';

/** What waits for a yes first; then what recipients see, and what they do not see any more; and who opened it. */
export function ShareFiles({ share }: { share: Share }): ReactNode {
  const { t } = useTranslation('sharing');
  const decide = useDecide(share.id);
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['shares', 'files', share.id],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api('GET /api/v1/shares/:id/files', {
        params: { id: share.id },
        query: { limit: 200, ...(pageParam !== '' && { after: pageParam }) },
        signal,
      }),
    getNextPageParam: ({ next }) => next,
  });
  const files = data?.pages.flatMap(({ items }) => items) ?? [];
  const held = files.filter(({ shareState }) => shareState === 'held');
  const rest = files.filter(({ shareState }) => shareState !== 'held');
  const over = share.withdrawnAt !== null || share.frozen;
  return (
    <div className="share-files">
      {error && <ProblemAlert error={error} dense />}
      {held.length > 1 && !over && (
        <div className="share-files__all" role="status">
          <span>{t('waiting', { count: share.held })}</span>
          <Button
            size="compact-sm"
            onClick={() =>
              void decide(
                held.map(({ id }) => id),
                true,
              )
            }
          >
            {t('yesAll', { count: held.length })}
          </Button>
        </div>
      )}
      <ul className="share-files__list">
        {[...held, ...rest].map((file) => (
          <FileLine key={file.id} file={file} over={over} onDecide={decide} />
        ))}
      </ul>
      {hasNextPage && (
        <Button size="compact-sm" variant="default" onClick={() => void fetchNextPage()}>
          {t('more')}
        </Button>
      )}
      <Reads shareId={share.id} />
    </div>
  );
}

type Decide = (fileIds: string[], yes: boolean) => Promise<void>;

function useDecide(id: string): Decide {
  const client = useQueryClient();
  return async (fileIds, yes) => {
    try {
      await api('POST /api/v1/shares/:id/decide', { params: { id }, body: { fileIds, yes } });
    } catch (error) {
      showProblem(error);
    }
    await client.invalidateQueries({ queryKey: ['shares'] });
  };
}

function FileLine(props: { file: ShareFile; over: boolean; onDecide: Decide }): ReactNode {
  const { t } = useTranslation('sharing');
  const zone = useFirmFormat();
  const { file, over, onDecide } = props;
  const { id, name, shareState } = file;
  const facts = {
    held: t('held'),
    declined: t('declined'),
    shared: t('seen', { version: file.version, when: plannedMoment(new Date(file.versionAt), zone) }),
    ended: t(`ended_${file.endedWhy ?? 'moved'}`),
  }[shareState];
  const words = file.state === 'clean' || shareState === 'ended' ? '' : file.words;
  return (
    <li className="share-file" data-state={shareState}>
      <div className="share-file__words">
        <span className="share-file__name">
          <bdi>{file.level === '' ? name : `${file.level}/${name}`}</bdi>
        </span>
        <span className="share-card__about">
          {[facts, sizeOf(file.sizeBytes), words].filter(Boolean).map((one) => (
            <span key={one}>{one}</span>
          ))}
        </span>
      </div>
      <div className="share-file__acts">
        {shareState !== 'ended' && <FileActs file={file} />}
        {!over && (shareState === 'held' || shareState === 'declined') && (
          <Act label={t('yesNamed', { name })} onClick={() => void onDecide([id], true)}>
            {t('yes')}
          </Act>
        )}
        {!over && shareState === 'held' && (
          <Act label={t('noNamed', { name })} onClick={() => void onDecide([id], false)}>
            {t('no')}
          </Act>
        )}
        {!over && shareState === 'shared' && (
          <Act danger label={t('takeBackNamed', { name })} onClick={() => void onDecide([id], false)}>
            {t('takeBack')}
          </Act>
        )}
      </div>
    </li>
  );
}

function Reads({ shareId }: { shareId: string }): ReactNode {
  const { t } = useTranslation('sharing');
  const zone = useFirmFormat();
  const items = useQuery(shareReadsQuery(shareId)).data?.items ?? [];
  return (
    <details className="share-files__reads">
      <summary>{t('reads')}</summary>
      {items.length === 0 && <p className="quiet">{t('noReads')}</p>}
      <ul>
        {items.map(({ at, name, what, version, fileName, personId }) => (
          <li key={`${at} ${personId} ${fileName}`}>
            <strong>{name}</strong> {t(`read_${what}`, { version, file: fileName })}{' '}
            <span className="quiet figures">{plannedMoment(new Date(at), zone)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
