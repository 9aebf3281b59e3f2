import '@mantine/core/styles/Input.layer.css';
import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchState } from '../../ui/search-state.ts';
import { useStaffOptions } from '../matters/firm-lists.ts';
import { askedOf, periods, sources, types } from './asked.ts';
import { Choice, Switch } from './choice.tsx';
import { useReferrerOptions } from './referrer-options.ts';

/** Which leads, of which period, told how; all of it in the address. */
export function Controls({ views }: { views: boolean }): ReactNode {
  const { t } = useTranslation(['insights', 'leads']);
  const [search, setSearch] = useSearchState();
  const asked = askedOf(search);
  const by = asked.by ?? 'cohort';
  return (
    <div className="insights__controls">
      <div className="insights__chips">
        <Choice
          label={t('period')}
          value={search.period === 'custom' ? 'custom' : asked.period}
          options={periods.map((value) => ({ value, label: t(`period_${value}`) }))}
          onChange={(period) =>
            setSearch({ period, ...(period !== 'custom' && { from: undefined, to: undefined }) })
          }
        />
        {search.period === 'custom' && <OwnDays />}
        <Choice
          label={t('source')}
          any={t('any')}
          value={asked.source}
          options={sources.map((value) => ({ value, label: t(`source_${value}`, { ns: 'leads' }) }))}
          onChange={(source) => setSearch({ source })}
        />
        <Choice
          label={t('type')}
          any={t('any')}
          value={asked.type}
          options={types.map((value) => ({ value, label: t(`transaction_${value}`, { ns: 'leads' }) }))}
          onChange={(type) => setSearch({ type })}
        />
        <People />
      </div>
      {views && (
        <div className="insights__views">
          <Switch
            label={t('by')}
            value={by}
            options={(['cohort', 'close_date'] as const).map((value) => ({ value, label: t(`by_${value}`) }))}
            onChange={(value) => setSearch({ by: value === 'cohort' ? undefined : value })}
          />
          <p className="quiet">{t(`byAbout_${by}`)}</p>
        </div>
      )}
    </div>
  );
}

function OwnDays(): ReactNode {
  const { t } = useTranslation('insights');
  const [search, setSearch] = useSearchState();
  const wrong = search.from !== undefined && search.to !== undefined && search.from > search.to;
  return (
    <span className="insights__days">
      <TextInput
        type="date"
        aria-label={t('from')}
        value={search.from ?? ''}
        max={search.to}
        onChange={({ currentTarget }) => setSearch({ from: currentTarget.value })}
      />
      –
      <TextInput
        type="date"
        aria-label={t('to')}
        value={search.to ?? ''}
        min={search.from}
        onChange={({ currentTarget }) => setSearch({ to: currentTarget.value })}
      />
      {wrong && <span role="alert">{t('wrongDays')}</span>}
    </span>
  );
}

/** Who sent them, and who looks after them. */
function People(): ReactNode {
  const { t } = useTranslation('insights');
  const [search, setSearch] = useSearchState();
  const staff = useStaffOptions([search.staff ?? null]);
  const referrers = useReferrerOptions();
  return (
    <>
      <Choice
        label={t('referrer')}
        any={t('any')}
        value={search.referrer}
        options={[{ value: 'none', label: t('noReferrer') }, ...referrers]}
        onChange={(referrer) => setSearch({ referrer })}
      />
      <Choice
        label={t('staff')}
        any={t('any')}
        value={search.staff}
        options={[{ value: 'none', label: t('nobody') }, ...staff]}
        onChange={(value) => setSearch({ staff: value })}
      />
    </>
  );
}
