import { Button } from '@mantine/core';
import { IconClick, IconPhoneIncoming } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { loadWords } from '../../i18n/i18n.ts';
import { paths } from '../../paths.ts';
import { useNow } from '../../ui/clock.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ListDetail } from '../../ui/list-detail.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { dayHeading } from '../../ui/when.ts';
import './activity.css';
import { ActivityFilters } from './activity-filters.tsx';
import { ActivityRow } from './activity-row.tsx';
import { type ActivitySearch, queryOf } from './filters.ts';
import type { Interaction } from './interaction.ts';
import { KeepPlace } from './keep-place.tsx';

// The list is there first: what stands beside it comes with the first row that somebody opens.
/** Options are named only where one call says why: the list comes without those words. */
const InteractionPage = lazy(async () => {
  const [module] = await Promise.all([import('./interaction-page.tsx'), loadWords(['options'])]);
  return { default: module.InteractionPage };
});

const rowHeight = 44;
const idOf = (interaction: Interaction) => interaction.id;
const row = (interaction: Interaction) => <ActivityRow interaction={interaction} />;

/** Everything that reached the firm, newest first; what became of each, and why, beside it. */
export function Activity(): ReactNode {
  const { t } = useTranslation(['activity', 'nav']);
  const { id: chosen }: { id?: string } = useParams({ strict: false });
  const [search] = useSearchState();
  const query = useMemo(() => queryOf(search), [search]);
  const list = useKeysetList({
    queryKey: ['interactions', 'list', query],
    fetchPage: (after, signal) =>
      api('GET /api/v1/interactions', { query: { ...query, ...(after !== undefined && { after }) }, signal }),
  });
  const groupOf = useDayHeading();
  const { open, close } = useOpening(search);
  return (
    <ListDetail
      detailLabel={t('detailLabel')}
      onClose={close}
      detail={
        chosen === undefined ? null : (
          <Suspense>
            <InteractionPage key={chosen} id={chosen} />
          </Suspense>
        )
      }
      placeholder={
        <EmptyState icon={<IconClick size={24} stroke={1.5} />} title={t('chooseTitle')}>
          {t('chooseBody')}
        </EmptyState>
      }
      list={
        <>
          <PageHeader title={t('title')}>
            <ActivityFilters />
          </PageHeader>
          <KeepPlace
            items={list.items}
            idOf={idOf}
            groupOf={groupOf}
            rowHeight={rowHeight}
            list={JSON.stringify(query)}
          >
            <VirtualList
              label={t('title')}
              list={list}
              idOf={idOf}
              groupOf={groupOf}
              row={row}
              rowHeight={rowHeight}
              activeId={chosen}
              onActive={open}
              onOpen={open}
              empty={<NothingHere filtered={Object.keys(query).length > 0} />}
              main
            />
          </KeepPlace>
        </>
      }
    />
  );
}

/** The open interaction is part of the address; the filters stay with it. */
function useOpening(search: ActivitySearch): { open: (id: string) => void; close: () => void } {
  const navigate = useNavigate();
  return {
    open: useCallback(
      (id) =>
        void navigate({ to: paths.interaction, params: { id }, search, replace: true, resetScroll: false }),
      [navigate, search],
    ),
    close: useCallback(
      () => void navigate({ to: paths.activity, search, replace: true, resetScroll: false }),
      [navigate, search],
    ),
  };
}

/** "Today", "Yesterday", "Tuesday 11 March" in the firm's zone. */
function useDayHeading(): (interaction: Interaction) => string {
  const { t } = useTranslation('ui');
  const { locale, timeZone } = useFirmFormat();
  const now = useNow();
  const today = Math.floor(now / 60_000);
  return useCallback(
    ({ startedAt }) => {
      const said = dayHeading(new Date(startedAt), new Date(today * 60_000), { locale, timeZone });
      return typeof said === 'string' ? t(said) : said.date;
    },
    [t, locale, timeZone, today],
  );
}

function NothingHere({ filtered }: { filtered: boolean }): ReactNode {
  const { t } = useTranslation('activity');
  const navigate = useNavigate();
  if (filtered) {
    return (
      <EmptyState
        title={t('nothingFits')}
        action={
          <Button variant="default" onClick={() => void navigate({ to: paths.activity, search: {} })}>
            {t('clearAll')}
          </Button>
        }
      >
        {t('nothingFitsBody')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconPhoneIncoming size={24} stroke={1.5} />}
      title={t('emptyTitle')}
      action={<Button onClick={() => void navigate({ to: paths.sources })}>{t('emptyAction')}</Button>}
    >
      {t('emptyBody')}
    </EmptyState>
  );
}
