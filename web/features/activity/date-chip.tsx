import { IconChevronDown } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../ui/clock.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { type DatePreset, datePresets, dayIn, presetOf } from './filters.ts';

const load = () => import('./opened-date-chip.tsx');
const OpenedDateChip = lazy(() => load().then((module) => ({ default: module.OpenedDateChip })));

/** The days that a list shows. What opens it is fetched when a pointer or the focus comes near. */
export function DateChip(): ReactNode {
  const [search] = useSearchState();
  const [asked, setAsked] = useState(false);
  const { timeZone } = useFirmFormat();
  const today = dayIn(new Date(useNow()), timeZone);
  const { from, to } = search;
  const chosen = from !== undefined || to !== undefined;
  const preset = presetOf({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) }, today);
  const words = (
    <>
      <Chosen from={from} to={to} preset={preset} />
      <IconChevronDown size={14} stroke={1.75} aria-hidden />
    </>
  );
  const closed = (
    <button
      type="button"
      className="filter-chip"
      aria-haspopup="dialog"
      aria-expanded={false}
      data-chosen={chosen || undefined}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setAsked(true)}
    >
      {words}
    </button>
  );
  return asked ? (
    <Suspense fallback={closed}>
      <OpenedDateChip today={today} preset={preset}>
        {words}
      </OpenedDateChip>
    </Suspense>
  ) : (
    closed
  );
}

function Chosen(props: {
  from: string | undefined;
  to: string | undefined;
  preset: DatePreset | undefined;
}): ReactNode {
  const { t } = useTranslation('activity');
  const { locale } = useFirmFormat();
  const write = (day: string) =>
    new Date(`${day}T00:00:00Z`).toLocaleDateString(locale, {
      timeZone: 'UTC',
      day: 'numeric',
      month: 'short',
    });
  const named = datePresets.find(([name]) => name === props.preset);
  const { from, to } = props;
  if (named) return t(named[1]);
  if (from !== undefined && to !== undefined) return t('datesBetween', { from: write(from), to: write(to) });
  if (from !== undefined) return t('datesSince', { from: write(from) });
  if (to !== undefined) return t('datesUntil', { to: write(to) });
  return t('filterDates');
}
