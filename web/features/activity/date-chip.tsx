import '@mantine/core/styles/Popover.layer.css';
import { Popover } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../ui/clock.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { type DatePreset, datesOf, dayIn, presetOf } from './filters.ts';

const presets = [
  ['today', 'datesToday'],
  ['yesterday', 'datesYesterday'],
  ['week', 'datesWeek'],
  ['month', 'datesMonth'],
] as const satisfies readonly (readonly [DatePreset, string])[];

/** The days that a list shows: a few usual spans, or a first and a last day. */
export function DateChip(): ReactNode {
  const { t } = useTranslation('activity');
  const [search, setSearch] = useSearchState();
  const [open, setOpen] = useState(false);
  const { timeZone } = useFirmFormat();
  const today = dayIn(new Date(useNow()), timeZone);
  const { from, to } = search;
  const chosen = from !== undefined || to !== undefined;
  const preset = presetOf({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) }, today);
  function choose(dates: { from?: string; to?: string }): void {
    setSearch({ from: dates.from, to: dates.to });
    setOpen(false);
  }
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={280} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="filter-chip"
          data-chosen={chosen || undefined}
          onClick={() => setOpen(!open)}
        >
          <Chosen from={from} to={to} preset={preset} />
          <IconChevronDown size={14} stroke={1.75} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        <div className="date-chip__panel">
          <button
            type="button"
            className="date-chip__preset"
            aria-pressed={!chosen}
            onClick={() => choose({})}
          >
            {t('datesAny')}
          </button>
          {presets.map(([name, label]) => (
            <button
              key={name}
              type="button"
              className="date-chip__preset"
              aria-pressed={preset === name}
              onClick={() => choose(datesOf(name, today))}
            >
              {t(label)}
            </button>
          ))}
          <div className="date-chip__own">
            <DayField
              label={t('datesFrom')}
              value={from}
              max={to ?? today}
              onChange={(day) => setSearch({ from: day })}
            />
            <DayField
              label={t('datesTo')}
              value={to}
              min={from}
              max={today}
              onChange={(day) => setSearch({ to: day })}
            />
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function DayField(props: {
  label: string;
  value: string | undefined;
  min?: string | undefined;
  max?: string | undefined;
  onChange: (day: string | undefined) => void;
}): ReactNode {
  return (
    <label>
      {props.label}
      <input
        type="date"
        value={props.value ?? ''}
        min={props.min}
        max={props.max}
        onChange={(event) => props.onChange(event.currentTarget.value || undefined)}
      />
    </label>
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
  const named = presets.find(([name]) => name === props.preset);
  const { from, to } = props;
  if (named) return t(named[1]);
  if (from !== undefined && to !== undefined) return t('datesBetween', { from: write(from), to: write(to) });
  if (from !== undefined) return t('datesSince', { from: write(from) });
  if (to !== undefined) return t('datesUntil', { to: write(to) });
  return t('filterDates');
}
