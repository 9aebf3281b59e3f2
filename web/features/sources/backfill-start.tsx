import '@mantine/core/styles/Input.layer.css';
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { daysIn, usualDays } from './backfill-words.ts';
import { backfillsQuery } from './queries.ts';
import type { Source } from './source.ts';

/** How far back, and go. */
export function StartBackfill(props: { source: Source; onStarted: () => void }): ReactNode {
  const { source, onStarted } = props;
  const { t } = useTranslation('backfill');
  const client = useQueryClient();
  const [chosen, setChosen] = useState<number | 'other'>(30);
  const [typed, setTyped] = useState('');
  const days = chosen === 'other' ? daysIn(typed) : chosen;
  const start = useMutation({
    mutationFn: (count: number) =>
      api('POST /api/v1/sources/:id/backfills', { params: { id: source.id }, body: { days: count } }),
    onSuccess: onStarted,
    onSettled: () => client.invalidateQueries({ queryKey: backfillsQuery(source.id).queryKey }),
  });
  if (!source.hasCredentials) return <p>{t('noAccess')}</p>;
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (days !== null) start.mutate(days);
  }
  const choice = (value: number | 'other', label: string) => (
    <label key={value} className="backfill__choice">
      <input
        type="radio"
        name="backfill-days"
        className="visually-hidden"
        checked={chosen === value}
        onChange={() => setChosen(value)}
      />
      {label}
    </label>
  );
  return (
    <form className="backfill__form" onSubmit={submit}>
      <fieldset className="backfill__choices">
        <legend>{t('howFar')}</legend>
        {usualDays.map((count) => choice(count, count === 365 ? t('year') : t('days', { count })))}
        {choice('other', t('otherDays'))}
      </fieldset>
      {chosen === 'other' && (
        <TextInput
          className="backfill__own"
          label={t('otherDaysLabel')}
          inputMode="numeric"
          value={typed}
          error={typed !== '' && days === null && t('otherDaysBad')}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {start.isError && <ProblemAlert error={start.error} dense />}
      <div className="backfill__buttons">
        <Button type="submit" disabled={days === null || start.isPending}>
          {start.isPending ? t('starting') : days === null ? t('title') : t('start', { count: days })}
        </Button>
      </div>
    </form>
  );
}
