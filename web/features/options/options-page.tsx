import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { SettingsPage } from '../settings/settings-page.tsx';
import { DestinationChoice } from './destination-choice.tsx';
import { OptionLine } from './option-line.tsx';
import { sections } from './options.ts';
import './options-page.css';
import { PairRules } from './pair-rules.tsx';
import { PolicyTable } from './policy-table.tsx';
import { SpeechSection } from './speech-section.tsx';
import { useOptions } from './use-options.ts';

/** Every option of call logging in plain words; each is saved as it is changed. */
export function OptionsPage(): ReactNode {
  const { t } = useTranslation('options');
  const mayChange = useMayDo('owner', 'administrator');
  const [search] = useSearchState();
  const destination = search.for ?? '';
  const { query, view, change } = useOptions(destination);
  const count = view?.changed.length ?? 0;
  return (
    <SettingsPage
      title={t('title')}
      subtitle={
        <>
          {t(mayChange ? 'subtitle' : 'onlyAdministrators')}
          {count > 0 && ` ${t(destination === '' ? 'changedCount' : 'differsCount', { count })}`}
        </>
      }
    >
      {mayChange && (
        <p className="options__try">
          <Link to={paths.whatIf} search={destination === '' ? {} : { for: destination }}>
            {t('tryFirst')}
          </Link>
        </p>
      )}
      <DestinationChoice chosen={destination} />
      <div className="options">
        {query.isError && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
        {query.isPending && <ProgressLine label={t('title')} />}
        {view &&
          sections.map(({ title, rows }) => (
            <section key={title} className="options__section" aria-labelledby={title}>
              <h2 id={title} className="options__title">
                {t(title)}
              </h2>
              <div className="options__rows">
                {rows.map((row) => (
                  <OptionLine key={row.name} row={row} view={view} mayChange={mayChange} onChange={change} />
                ))}
              </div>
            </section>
          ))}
        {view && <SpeechSection view={view} mayChange={mayChange} onChange={change} />}
        {destination === '' && (
          <>
            <PolicyTable />
            <PairRules />
          </>
        )}
      </div>
    </SettingsPage>
  );
}
