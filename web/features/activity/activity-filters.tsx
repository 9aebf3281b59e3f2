import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { ContactChip } from './contact-chip.tsx';
import { DateChip } from './date-chip.tsx';
import { connectionsQuery, sourcesQuery, useStaffChoices } from './queries.ts';

export function ActivityFilters(): ReactNode {
  const { t } = useTranslation('activity');
  const staff = useStaffChoices();
  const sources = useQuery(sourcesQuery).data?.items ?? [];
  const connections = useQuery(connectionsQuery).data?.items ?? [];
  const kinds = [
    { value: 'call', label: t('kindCall') },
    { value: 'missed', label: t('kindMissed') },
    { value: 'voicemail', label: t('kindVoicemail') },
    { value: 'sms', label: t('kindSms') },
    { value: 'fax', label: t('kindFax') },
  ];
  const states = [
    { value: 'review', label: t('stateReview') },
    { value: 'logged', label: t('stateLogged') },
    { value: 'skipped', label: t('stateSkipped') },
    { value: 'held', label: t('stateHeld') },
    { value: 'failed', label: t('stateFailed') },
    { value: 'pending', label: t('statePending') },
    { value: 'undone', label: t('stateUndone') },
  ];
  const several = sources.length > 1;
  const bySource = sources.map(({ id, name }) => ({ value: id, label: name }));
  const byDestination = [
    { value: 'embedded', label: t('ownRecord') },
    ...connections.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <FilterBar
      searchLabel={t('searchLabel')}
      filters={[
        { name: 'kind', label: t('filterKind'), options: kinds },
        { name: 'state', label: t('filterState'), options: states },
        { name: 'staff', label: t('filterStaff'), options: staff },
        ...(several ? [{ name: 'source', label: t('filterSource'), options: bySource }] : []),
        ...(connections.length > 0
          ? [{ name: 'destination', label: t('filterDestination'), options: byDestination }]
          : []),
      ]}
    >
      <ContactChip />
      <DateChip />
      <MatterFilter />
    </FilterBar>
  );
}

/** One matter: a filter that its own page's link brings along. It can only be taken away here. */
function MatterFilter(): ReactNode {
  const { t } = useTranslation('activity');
  const [search, setSearch] = useSearchState();
  if (search.matter === undefined) return null;
  return (
    <button
      type="button"
      className="filter-chip"
      data-chosen
      aria-label={`${t('filterMatter')}. ${t('removeFilter')}`}
      onClick={() => setSearch({ matter: undefined })}
    >
      {t('filterMatter')}
      <IconX size={14} stroke={2} aria-hidden />
    </button>
  );
}
