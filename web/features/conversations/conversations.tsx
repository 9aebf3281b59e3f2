import { Button } from '@mantine/core';
import { IconMessages, IconPlus } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useShortcuts } from '../../ui/keyboard.ts';
import { ListDetail } from '../../ui/list-detail.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { ConversationRow } from './conversation-row.tsx';
import './conversations.css';
import { isNarrowed, queryOf, viewOf } from './filters.ts';
import { ListBar } from './list-bar.tsx';
import type { Line } from './queries.ts';

// The list is there first: what stands beside it comes with the first row that somebody opens.
const Thread = lazy(() => import('./thread.tsx').then((module) => ({ default: module.Thread })));
const NewConversation = lazy(() =>
  import('./new-conversation.tsx').then((module) => ({ default: module.NewConversation })),
);

const idOf = (line: Line) => line.id;
const row = (line: Line) => <ConversationRow line={line} />;

/** The inbox, and beside it the open thread. */
export function Conversations(): ReactNode {
  const { t } = useTranslation('conversations');
  const { id: chosen }: { id?: string } = useParams({ strict: false });
  const [search, setSearch] = useSearchState();
  const query = useMemo(() => queryOf(search), [search]);
  const list = useKeysetList({
    queryKey: ['conversations', 'list', query],
    fetchPage: (after, signal) =>
      api('GET /api/v1/conversations', {
        query: { ...query, ...(after !== undefined && { after }) },
        signal,
      }),
  });
  const { open, close } = useOpening();
  // Passing by is not reading: only Enter or a press opens what the keys are on.
  const [active, setActive] = useState(chosen);
  useEffect(() => setActive(chosen), [chosen]);
  const begin = useCallback(() => setSearch({ new: 'conversation' }, { push: true }), [setSearch]);
  const shut = useCallback(
    () => setSearch({ new: undefined, matter: undefined, contact: undefined, continues: undefined }),
    [setSearch],
  );
  useShortcuts([{ keys: 'n', label: t('newConversation'), run: begin }]);
  return (
    <>
      <ListDetail
        detailLabel={t('detailLabel')}
        onClose={close}
        detail={
          chosen === undefined ? null : (
            <Suspense>
              <Thread key={chosen} id={chosen} />
            </Suspense>
          )
        }
        placeholder={
          <EmptyState icon={<IconMessages size={24} stroke={1.5} />} title={t('chooseTitle')}>
            {t('chooseBody')}
          </EmptyState>
        }
        list={
          <>
            <PageHeader title={t('title')} actions={<NewButton onPress={begin} />}>
              <ListBar />
            </PageHeader>
            <VirtualList
              label={t('title')}
              list={list}
              idOf={idOf}
              row={row}
              rowHeight={60}
              activeId={active}
              onActive={setActive}
              onOpen={open}
              empty={<NothingHere onBegin={begin} />}
              main
            />
          </>
        }
      />
      <Suspense>{search.new !== undefined && <NewConversation onClose={shut} onMade={open} />}</Suspense>
    </>
  );
}

function NewButton({ onPress }: { onPress: () => void }): ReactNode {
  const { t } = useTranslation('conversations');
  return (
    <Button leftSection={<IconPlus size={16} stroke={2} aria-hidden />} onClick={onPress}>
      {t('newConversation')}
    </Button>
  );
}

/** The open thread is part of the address; the filters stay with it, what was meant for one thread does not. */
function useOpening(): { open: (id: string) => void; close: () => void } {
  const navigate = useNavigate();
  return {
    open: useCallback(
      (id) =>
        void navigate({
          to: paths.conversation,
          params: { id },
          search: listOnly,
          replace: true,
          resetScroll: false,
        }),
      [navigate],
    ),
    close: useCallback(
      () => void navigate({ to: paths.conversations, search: listOnly, replace: true, resetScroll: false }),
      [navigate],
    ),
  };
}

function listOnly(before: Readonly<Record<string, unknown>>): Record<string, string> {
  const { view, kind, state } = before;
  return Object.fromEntries(
    Object.entries({ view, kind, state }).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}

function NothingHere({ onBegin }: { onBegin: () => void }): ReactNode {
  const { t } = useTranslation('conversations');
  const [search, setSearch] = useSearchState();
  const view = viewOf(search);
  if (isNarrowed(search)) {
    return (
      <EmptyState
        title={t('nothingFits')}
        action={
          <Button variant="default" onClick={() => setSearch({ kind: undefined, state: undefined })}>
            {t('clearFilters')}
          </Button>
        }
      >
        {t('nothingFitsBody')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconMessages size={24} stroke={1.5} />}
      title={t(`empty_${view}`)}
      {...((view === 'mine' || view === 'all') && { action: <NewButton onPress={onBegin} /> })}
    >
      {t(`emptyBody_${view}`)}
    </EmptyState>
  );
}
