import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { type QueryKey, type UseQueryOptions, useQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { type Page, useKeysetList } from '../../api/keyset-list.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useShortcuts } from '../../ui/keyboard.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { useMatterId } from './matter-queries.ts';
import { NewestUnlessWriting, type TellWriting } from './newest-unless-writing.tsx';
import './record-pane.css';
import { RecordSplit, useChosen } from './record-split.tsx';
import { RemovedSwitch } from './removed-switch.tsx';

/** First part of a kind's query keys, which the live stream knows, and of its addresses in the API. */
export type RecordNoun = 'fees' | 'cost-recoveries' | 'memos' | 'documents' | 'tasks';

/** What tells one kind of record from another on its tab. */
export type RecordTabProps<R, K extends QueryKey> = {
  noun: RecordNoun;
  words: { list: string; one: string; add: string; empty: string; emptyBody: string };
  icon: ReactNode;
  /** What the records come to, above the list. */
  sums?: ReactNode;
  fetchPage: (asked: {
    params: { matterId: string };
    query: { removed: 'no' | 'only'; after?: string };
    signal: AbortSignal;
  }) => Promise<Page<R>>;
  row: (record: R, narrow: boolean) => ReactNode;
  /** Two lines at every width. */
  tall?: boolean;
  read: (id: string) => UseQueryOptions<R, Error, R, K>;
  pane: (record: R, open: OpenPaneProps) => ReactNode;
  newPane: (made: NewPaneProps) => ReactNode;
};

export type OpenPaneProps = { tellWriting: TellWriting; onClose: () => void };
export type NewPaneProps = { matterId: string; onClose: () => void; onMade: (id: string) => void };

const idOf = ({ id }: { id: string }) => id;

/** Records of one kind on a matter: a list, and beside it the one that the address names or that is being written. */
export function RecordTab<R extends { id: string; version: number }, K extends QueryKey>(
  props: RecordTabProps<R, K>,
): ReactNode {
  const { t } = useTranslation('matters');
  const { words } = props;
  const matterId = useMatterId();
  const [chosen, choose] = useChosen();
  const close = () => choose(undefined);
  const [search] = useSearchState();
  const removed = search.removed === 'only' ? 'only' : 'no';
  const narrow = useMediaQuery('(max-width: 900px)') ?? false;
  const list = useKeysetList({
    queryKey: [props.noun, 'list', matterId, removed],
    fetchPage: (after, signal) =>
      props.fetchPage({
        params: { matterId },
        query: { removed, ...(after !== undefined && { after }) },
        signal,
      }),
  });
  useShortcuts([{ keys: 'n', label: words.add, run: () => choose('new') }]);
  return (
    <RecordSplit
      detailLabel={words.one}
      onClose={close}
      detail={
        chosen === undefined ? null : (
          <Suspense>
            {chosen === 'new' ? (
              props.newPane({ matterId, onClose: close, onMade: choose })
            ) : (
              <OpenRecord
                key={chosen}
                read={props.read(chosen)}
                pane={(shown, tellWriting) => props.pane(shown, { tellWriting, onClose: close })}
              />
            )}
          </Suspense>
        )
      }
      list={
        <div className="records">
          <div className="records__bar">
            <div className="records__totals">{props.sums}</div>
            <div className="records__actions">
              <RemovedSwitch />
              <Button
                size="xs"
                leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
                onClick={() => choose('new')}
              >
                {words.add}
              </Button>
            </div>
          </div>
          <VirtualList
            label={words.list}
            list={list}
            idOf={idOf}
            row={(record) => props.row(record, narrow)}
            rowHeight={narrow || props.tall ? 60 : 44}
            activeId={chosen}
            onActive={choose}
            onOpen={choose}
            empty={
              <EmptyState icon={props.icon} title={removed === 'only' ? t('noneRemoved') : words.empty}>
                {removed === 'no' && words.emptyBody}
              </EmptyState>
            }
            main
          />
        </div>
      }
    />
  );
}

function OpenRecord<R extends { id: string; version: number }, K extends QueryKey>(props: {
  read: UseQueryOptions<R, Error, R, K>;
  pane: (shown: R, tellWriting: TellWriting) => ReactNode;
}): ReactNode {
  const { data, error, refetch } = useQuery(props.read);
  return (
    <>
      {data && <NewestUnlessWriting latest={data} form={props.pane} />}
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
    </>
  );
}
