import '@mantine/core/styles/InlineInput.layer.css';
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { DestinationChoice } from '../options/destination-choice.tsx';
import { OptionLine } from '../options/option-line.tsx';
import '../options/options-page.css';
import { type Options, sameValue, sections, withChange } from '../options/options.ts';
import { useOptions } from '../options/use-options.ts';
import { SettingsPage } from '../settings/settings-page.tsx';
import { whatIfQuery } from './queries.ts';
import { Result } from './result.tsx';
import './what-if.css';

/** Other options tried on what was logged already: choose, look, and perhaps use them. */
export function WhatIfPage(): ReactNode {
  const { t } = useTranslation(['what-if', 'options']);
  const [search] = useSearchState();
  return (
    <SettingsPage
      title={t('title')}
      under={[{ to: paths.callLogging, label: t('title', { ns: 'options' }) }]}
      subtitle={t('subtitle')}
      roles={['owner', 'administrator']}
    >
      {search.run === undefined ? <Choose /> : <Run key={search.run} id={search.run} />}
    </SettingsPage>
  );
}

function Run({ id }: { id: string }): ReactNode {
  const { t } = useTranslation('what-if');
  const query = useQuery(whatIfQuery(id));
  if (query.data) return <Result run={query.data} />;
  return query.isError ? (
    <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
  ) : (
    <ProgressLine label={t('title')} />
  );
}

const periods = [30, 90, 365] as const;

/** The options as they are, to be set differently here without being saved; what was set stays for another destination. */
function Choose(): ReactNode {
  const { t } = useTranslation(['what-if', 'options']);
  const [search, setSearch] = useSearchState();
  const destination = search.for ?? '';
  const { query, view: saved } = useOptions(destination);
  const [tried, setTried] = useState<Partial<Options>>({});
  const [days, setDays] = useState<number>(30);
  const draft = saved ? differingFrom(saved.options, tried) : {};
  const start = useMutation({
    mutationFn: () => api('POST /api/v1/what-if', { body: { options: draft, destination, days } }),
    onSuccess: (run) => setSearch({ run: run.id }, { push: true }),
  });
  const choice = <DestinationChoice chosen={destination} />;
  if (!saved)
    return (
      <>
        {choice}
        {query.isError ? (
          <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <ProgressLine label={t('title')} />
        )}
      </>
    );
  const nothing = Object.keys(draft).length === 0;
  return (
    <div className="options what-if">
      {choice}
      {sections.map(({ title, rows }) => (
        <section key={title} className="options__section" aria-labelledby={title}>
          <h2 id={title} className="options__title">
            {t(title, { ns: 'options' })}
          </h2>
          <div className="options__rows">
            {rows.map((row) => (
              <OptionLine
                key={row.name}
                row={row}
                view={withChange(saved, draft)}
                mayChange
                onChange={(wanted) => setTried((before) => ({ ...before, ...wanted }))}
              />
            ))}
          </div>
        </section>
      ))}
      <form
        className="what-if__go"
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate();
        }}
      >
        <fieldset className="what-if__days">
          <legend>{t('lookingBack')}</legend>
          {periods.map((count) => (
            <label key={count} className="what-if__choice">
              <input
                type="radio"
                name="what-if-days"
                className="visually-hidden"
                checked={days === count}
                onChange={() => setDays(count)}
              />
              {count === 365 ? t('year') : t('days', { count })}
            </label>
          ))}
        </fieldset>
        <Button type="submit" disabled={nothing} loading={start.isPending}>
          {t(nothing ? 'lookNone' : 'look')}
        </Button>
        {start.isError && <ProblemAlert error={start.error} dense />}
      </form>
    </div>
  );
}

function differingFrom(saved: Options, tried: Partial<Options>): Partial<Options> {
  const set = Object.entries(tried);
  return Object.fromEntries(set.filter(([name, value]) => !sameValue(value, Reflect.get(saved, name))));
}
