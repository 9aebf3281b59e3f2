import { type ReactNode, useCallback, useEffect, useState } from 'react';
import type { Answer } from '../../../api/contract.ts';
import { sizeOf } from '../../../uploads/size.ts';
import { call, failureWords } from '../../call.ts';
import { useNews } from '../../live.ts';
import { follow } from '../../router.ts';
import { portalPaths, type ScreenProps } from '../../routes.ts';
import { useSignedIn } from '../../session.tsx';
import { formatMoment } from '../../time.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { ReadingState } from '../../ui/reading-state.tsx';
import { FileActs } from './file-acts.tsx';
import { say } from './words.ts';
import './sharing.css';

type Share = Answer<'GET /portal/api/shares/:id'>;
type File = Answer<'GET /portal/api/shares/:id/files'>['items'][number];

const pageSize = 100;

export function ShareScreen({ params, search }: ScreenProps): ReactNode {
  const id = params.id ?? '';
  const level = search.get('level');
  return <Shared id={id} level={level} key={`${id} ${level}`} />;
}

/** One document, or a folder level by level: each file as it is now. */
function Shared({ id, level }: { id: string; level: string | null }): ReactNode {
  const { firmName: firm } = useSignedIn().seat;
  const { share, files, next, failure, again, readMore } = useShare(id, level);
  const withdrawn = share !== null && share.withdrawnAt !== null;
  const folders = share?.levels.filter(({ level: one }) => one !== '') ?? [];
  return (
    <Page title={share?.name ?? say('shared')} about={share && !withdrawn && say('liveAbout', { firm })}>
      <p className="p-thread__back">
        <a href={portalPaths.files} onClick={follow}>
          {say('toFiles')}
        </a>
        {share && (
          <>
            {' · '}
            <a href={`/portal/c/${share.conversationId}`} onClick={follow}>
              {say('toConversation')}
            </a>
          </>
        )}
      </p>
      <ReadingState value={share} failure={failure} again={again} say={say} />
      {withdrawn && <Notice>{say('withdrawnAbout', { firm })}</Notice>}
      {folders.length > 0 && <Levels id={id} levels={share?.levels ?? []} chosen={level} />}
      {share && !withdrawn && files.length === 0 && (
        <Empty title={say('emptyShare')}>{say('emptyShareAbout', { firm })}</Empty>
      )}
      {files.length > 0 && (
        <ul className="p-rows" aria-label={share?.name}>
          {files.map((file) => (
            <FileRow key={file.id} file={file} showLevel={level === null} />
          ))}
        </ul>
      )}
      {next !== null && (
        <Button look="plain" onClick={() => void readMore()}>
          {say('more')}
        </Button>
      )}
    </Page>
  );
}

function Levels(props: {
  id: string;
  levels: readonly { level: string; files: number }[];
  chosen: string | null;
}): ReactNode {
  const link = (level: string | null) =>
    level === null
      ? `/portal/shares/${props.id}`
      : `/portal/shares/${props.id}?${new URLSearchParams({ level })}`;
  return (
    <nav className="p-levels" aria-label={say('folders')}>
      {[null, ...props.levels.map(({ level }) => level)].map((level) => (
        <a
          key={level ?? 'all'}
          href={link(level)}
          aria-current={props.chosen === level ? 'page' : undefined}
          onClick={follow}
        >
          {level === null ? say('allFolders') : level || say('top')}
        </a>
      ))}
    </nav>
  );
}

function FileRow({ file, showLevel }: { file: File; showLevel: boolean }): ReactNode {
  const { timeZone } = useSignedIn().seat;
  const { name, version, versionAt, endedAt, endedWhy } = file;
  const ended = endedAt !== null;
  const facts = ended
    ? [say(`ended_${endedWhy ?? 'moved'}`), formatMoment(endedAt, timeZone)]
    : [
        say('version', { version, when: formatMoment(versionAt, timeZone) }),
        sizeOf(file.sizeBytes),
        ...(file.state === 'clean' ? [] : [file.words]),
      ];
  return (
    <li className="p-row" data-ended={ended || undefined}>
      <div className="p-row__words">
        <span className="p-row__name">
          {ended ? (
            <s>
              <bdi>{name}</bdi>
            </s>
          ) : (
            <bdi>{name}</bdi>
          )}
        </span>
        {showLevel && file.level !== '' && <span className="p-row__about">{file.level}</span>}
        <span className="p-row__about">{facts.join(' · ')}</span>
      </div>
      {!ended && <FileActs file={file} />}
    </li>
  );
}

function useShare(id: string, level: string | null) {
  const [share, setShare] = useState<Share | null>(null);
  const [page, setPage] = useState<{ files: File[]; next: string | null }>({ files: [], next: null });
  const [failure, setFailure] = useState<string>();
  const read = useCallback(
    (after?: string) =>
      call('GET /portal/api/shares/:id/files', {
        params: { id },
        query: { limit: pageSize, ...(level === null ? {} : { level }), ...(after && { after }) },
      }),
    [id, level],
  );
  const again = useCallback(async () => {
    try {
      const [told, first] = await Promise.all([
        call('GET /portal/api/shares/:id', { params: { id } }),
        read(),
      ]);
      setShare(told);
      setPage({ files: first.items, next: first.next });
      setFailure(undefined);
    } catch (error) {
      setFailure(failureWords(error));
    }
  }, [id, read]);
  useEffect(() => void again(), [again]);
  useNews((news) => {
    if (news === null || news.type === 'share.changed') void again();
  });
  const readMore = async () => {
    if (page.next === null) return;
    try {
      const more = await read(page.next);
      setPage({ files: [...page.files, ...more.items], next: more.next });
    } catch (error) {
      setFailure(failureWords(error));
    }
  };
  return { share, ...page, failure, again, readMore };
}
