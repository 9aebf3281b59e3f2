import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { SettingsBlock, SettingsPage } from '../settings/settings-page.tsx';
import { type Rates, type RatesPart, ratesQuery } from './queries.ts';
import { plainDay, sortSets } from './rates.ts';
import { SetTable } from './set-table.tsx';
import { StaleBanner } from './stale-banner.tsx';
import './rates-page.css';

/** Every rate and fee that quotes are calculated with: what it is, since when, where it is from. To read only. */
export function RatesPage(): ReactNode {
  const { t } = useTranslation('rates');
  const { data, error, refetch } = useQuery(ratesQuery);
  return (
    <SettingsPage title={t('title')} subtitle={t('subtitle')}>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ProgressLine label={t('title')} />}
      {data && (
        <>
          <StaleBanner here />
          <Book rates={data} />
          {data.parts.map((part) => (
            <Part key={part.part} part={part} />
          ))}
        </>
      )}
    </SettingsPage>
  );
}

function Book({ rates: { book } }: { rates: Rates }): ReactNode {
  const { t } = useTranslation('rates');
  const { locale } = useFirmFormat();
  return (
    <SettingsBlock title={t('book')} about={t('bookAbout')}>
      <div>
        <p>{book.title}</p>
        <p className="quiet">
          {book.origin === 'bundled' || book.loadedAt === null
            ? t('bundled')
            : t('loaded', { day: plainDay(book.loadedAt.slice(0, 10), locale) })}
          {' · '}
          <span className="rates__version">{book.version}</span>
        </p>
      </div>
    </SettingsBlock>
  );
}

function Part({ part }: { part: RatesPart }): ReactNode {
  const { t } = useTranslation('rates');
  const { locale } = useFirmFormat();
  const { now, other } = sortSets(part);
  const confirmed = t('confirmed', { day: plainDay(part.confirmedOn, locale) });
  return (
    <SettingsBlock
      title={part.name}
      about={
        <>
          {part.nations.join(', ')}. {confirmed}
          {part.confirmedBy !== null && ` (${part.confirmedBy})`}
        </>
      }
    >
      {part.why.map((why) => (
        <p key={why} className="rates__why">
          {why}
        </p>
      ))}
      {now.map((set) => (
        <SetTable key={set.id} set={set} currency={part.currency} />
      ))}
      {other.length > 0 && (
        <details className="rates__other">
          <summary>{t('other', { count: other.length })}</summary>
          {other.map((set) => (
            <SetTable key={set.id} set={set} currency={part.currency} />
          ))}
        </details>
      )}
    </SettingsBlock>
  );
}
