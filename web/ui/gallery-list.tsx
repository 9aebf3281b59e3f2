import { Button } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconClick, IconExternalLink } from '@tabler/icons-react';
import { type ReactNode, useCallback, useMemo } from 'react';
import type { KeysetList } from '../api/keyset-list.ts';
import { AudioPlayer } from './audio-player.tsx';
import { Duration } from './duration.tsx';
import { EmptyState } from './empty-state.tsx';
import { FilterBar } from './filter-bar.tsx';
import { type GalleryRow, galleryRows } from './gallery-data.ts';
import { KindIcon } from './kind-icon.tsx';
import { ListDetail } from './list-detail.tsx';
import { PageHeader } from './page-header.tsx';
import { PhoneNumber } from './phone-number.tsx';
import { RelativeTime } from './relative-time.tsx';
import { useSearchState } from './search-state.ts';
import { StateBadge } from './state-badge.tsx';
import { showDone } from './toasts.tsx';
import { VirtualList } from './virtual-list.tsx';

const startedAt = (row: GalleryRow) => new Date(Date.now() - row.minutesAgo * 60_000).toISOString();
const groupOf = (row: GalleryRow) =>
  row.minutesAgo < 240 ? 'Today' : row.minutesAgo < 1600 ? 'Yesterday' : 'Earlier';
const idOf = (row: GalleryRow) => row.id;

const filters = [
  {
    name: 'kind',
    label: 'Kind',
    options: [
      { value: 'call', label: 'Calls' },
      { value: 'sms', label: 'Texts' },
      { value: 'fax', label: 'Faxes' },
    ],
  },
  {
    name: 'state',
    label: 'State',
    options: [
      { value: 'logged', label: 'Logged' },
      { value: 'needsPerson', label: 'Needs a person' },
      { value: 'failed', label: 'Failed' },
    ],
  },
  { name: 'staff', label: 'Staff', options: [{ value: 'reid', label: 'Tessa Reid' }] },
];

/** The frame of Activity with 400 rows. */
export function GalleryList(): ReactNode {
  const [search, setSearch] = useSearchState();
  const selected = search.selected;
  const list = useGalleryRows(search.q, search.state);
  const open = galleryRows.find((row) => row.id === selected);
  const select = (id: string) => setSearch({ selected: id });
  const close = useCallback(() => setSearch({ selected: undefined }), [setSearch]);
  return (
    <ListDetail
      detailLabel="Call"
      onClose={close}
      placeholder={
        <EmptyState icon={<IconClick size={24} stroke={1.5} />} title="Choose a row">
          Its journey, recording and reason are shown here.
        </EmptyState>
      }
      detail={open ? <Detail key={open.id} row={open} /> : null}
      list={
        <>
          <PageHeader title="Activity">
            <FilterBar filters={filters} searchLabel="Search names, numbers, words" />
          </PageHeader>
          <VirtualList
            label="Activity"
            list={list}
            idOf={idOf}
            groupOf={groupOf}
            rowHeight={60}
            activeId={selected}
            onActive={select}
            onOpen={select}
            row={(row) => <Row row={row} />}
            empty={<EmptyState title="Nothing fits">Try other words.</EmptyState>}
            main
          />
        </>
      }
    />
  );
}

function useGalleryRows(q: string | undefined, state: string | undefined): KeysetList<GalleryRow> {
  return useMemo(() => {
    const items = galleryRows.filter(
      (row) =>
        (!q || `${row.who} ${row.number} ${row.what}`.toLowerCase().includes(q.toLowerCase())) &&
        (!state || row.state === state),
    );
    const nothing = () => undefined;
    return {
      items,
      state: 'ready',
      error: null,
      isPrevious: false,
      isFetchingMore: false,
      hasMore: false,
      fetchMore: nothing,
      retry: nothing,
    };
  }, [q, state]);
}

function Row({ row }: { row: GalleryRow }): ReactNode {
  return (
    <>
      <KindIcon kind={row.kind} />
      <div className="gallery-row__words">
        <div className="gallery-row__who">{row.who ?? <PhoneNumber number={row.number} />}</div>
        <div className="gallery-row__what">{row.what}</div>
      </div>
      <div className="gallery-row__side">
        <RelativeTime at={startedAt(row)} />
        <StateBadge state={row.state} look="plain" />
      </div>
    </>
  );
}

function Detail({ row }: { row: GalleryRow }): ReactNode {
  return (
    <article className="gallery-detail">
      <PageHeader
        title={<>Call from {row.who ?? <PhoneNumber number={row.number} />}</>}
        badge={<StateBadge state={row.state} />}
        subtitle={
          <>
            <RelativeTime at={startedAt(row)} /> · <Duration seconds={432} /> · answered by Tessa Reid
          </>
        }
      />
      <div className="gallery-detail__body">
        <dl className="facts">
          <dt>Logged as</dt>
          <dd>
            <a href="/gallery">
              Fee · Okafor – Purchase of 12 Mill Lane <IconExternalLink size={14} stroke={1.75} aria-hidden />
            </a>
            <div className="quiet figures">12 min · £48.00 · not billable</div>
          </dd>
          <dt>Why</dt>
          <dd>One open matter for Jane Okafor</dd>
          <dt>From</dt>
          <dd>
            <PhoneNumber number={row.number} dial />
          </dd>
        </dl>
        <div className="gallery__line">
          <Button leftSection={<IconArrowForwardUp size={16} />}>Move…</Button>
          <Button
            variant="default"
            leftSection={<IconArrowBackUp size={16} />}
            onClick={() => showDone('Undone: the fee is gone from the matter', () => Promise.resolve())}
          >
            Undo
          </Button>
        </div>
        <AudioPlayer src="/missing.wav" seconds={432} label="Recording" />
      </div>
    </article>
  );
}
