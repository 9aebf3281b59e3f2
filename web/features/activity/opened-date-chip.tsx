import '@mantine/core/styles/Popover.layer.css';
import { Popover } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchState } from '../../ui/search-state.ts';
import { type DatePreset, datePresets, datesOf } from './filters.ts';

/** What {@link DateChip} becomes at its first press: the same button with a few usual spans, or a first and a last day. */
export function OpenedDateChip(props: {
  today: string;
  preset: DatePreset | undefined;
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation('activity');
  const [search, setSearch] = useSearchState();
  const [open, setOpen] = useState(true);
  const { today, preset } = props;
  const { from, to } = search;
  const chosen = from !== undefined || to !== undefined;
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
          {props.children}
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
          {datePresets.map(([name, label]) => (
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
