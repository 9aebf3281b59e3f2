import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconMessage, IconNote, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useShortcuts } from '../../ui/keyboard.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { Day } from './day-words.tsx';
import { firstWords } from './first-words.ts';
import { useMatterId } from './matter-queries.ts';
import './record-pane.css';
import { type Memo, memoQuery } from './record-queries.ts';
import { RecordSplit, useChosen } from './record-split.tsx';
import { RemovedSwitch } from './removed-switch.tsx';

const loadPane = () => import('./memo-pane.tsx');
const MemoPane = lazy(() => loadPane().then((module) => ({ default: module.MemoPane })));
const NewMemo = lazy(() => loadPane().then((module) => ({ default: module.NewMemo })));

const idOf = (memo: Memo) => memo.id;

/** Memos of the matter: notes, and the texts that call logging filed. */
export function Memos(): ReactNode {
  const { t } = useTranslation('matters');
  const matterId = useMatterId();
  const [chosen, choose] = useChosen();
  const [search] = useSearchState();
  const removed = search.removed === 'only' ? 'only' : 'no';
  const narrow = useMediaQuery('(max-width: 900px)') ?? false;
  const list = useKeysetList({
    queryKey: ['memos', 'list', matterId, removed],
    fetchPage: (after, signal) =>
      api('GET /api/v1/matters/:matterId/memos', {
        params: { matterId },
        query: { removed, ...(after !== undefined && { after }) },
        signal,
      }),
  });
  useShortcuts([{ keys: 'n', label: t('addMemo'), run: () => choose('new') }]);
  return (
    <RecordSplit
      detailLabel={t('memo')}
      onClose={() => choose(undefined)}
      detail={
        chosen === undefined ? null : (
          <Detail key={chosen} id={chosen} onClose={() => choose(undefined)} onMade={choose} />
        )
      }
      list={
        <div className="records">
          <div className="records__bar">
            <p className="records__totals" />
            <div className="records__actions">
              <RemovedSwitch />
              <Button
                size="xs"
                leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
                onClick={() => choose('new')}
              >
                {t('addMemo')}
              </Button>
            </div>
          </div>
          <VirtualList
            label={t('tabMemos')}
            list={list}
            idOf={idOf}
            row={(memo) => <MemoRow memo={memo} narrow={narrow} />}
            rowHeight={60}
            activeId={chosen}
            onActive={choose}
            onOpen={choose}
            empty={
              <EmptyState
                icon={<IconNote size={24} stroke={1.5} />}
                title={t(removed === 'only' ? 'noneRemoved' : 'noMemos')}
              >
                {removed === 'no' && t('noMemosBody')}
              </EmptyState>
            }
            main
          />
        </div>
      }
    />
  );
}

function Detail(props: { id: string; onClose: () => void; onMade: (id: string) => void }): ReactNode {
  const matterId = useMatterId();
  const { data, error, refetch } = useQuery({ ...memoQuery(props.id), enabled: props.id !== 'new' });
  return (
    <Suspense>
      {props.id === 'new' && <NewMemo matterId={matterId} onClose={props.onClose} onMade={props.onMade} />}
      {data && <MemoPane memo={data} onClose={props.onClose} />}
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
    </Suspense>
  );
}

function MemoRow({ memo, narrow }: { memo: Memo; narrow: boolean }): ReactNode {
  const { t } = useTranslation('matters');
  const words = (
    <>
      <span className="record-row__subject">
        {memo.logEntryId !== null && <IconMessage size={14} stroke={1.75} aria-label={t('byCallLogging')} />}
        <span>{memo.subject}</span>
      </span>
      <span className="record-row__cut record-row__quiet">{firstWords(memo.body)}</span>
    </>
  );
  if (narrow) {
    return (
      <span className="record-narrow">
        <span className="record-narrow__line">
          <span className="record-row__cut">{memo.subject}</span>
          <span className="record-row__small">
            <Day day={memo.date} />
          </span>
        </span>
        <span className="record-row__cut record-row__quiet">{firstWords(memo.body)}</span>
      </span>
    );
  }
  return (
    <span className="record-row record-row--memo">
      <span className="record-row__quiet">
        <Day day={memo.date} />
      </span>
      <span className="record-row__words">{words}</span>
      <span className="record-row__cut record-row__quiet">{memo.staffName}</span>
    </span>
  );
}
