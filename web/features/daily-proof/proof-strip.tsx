import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DayLine } from './day-line.tsx';
import { daysQuery } from './queries.ts';
import './daily-proof.css';

/** On a phone system's page: the last three days, and the way to all. */
export function ProofStrip({ source }: { source: { id: string; label: string } }): ReactNode {
  const { t } = useTranslation('daily-proof');
  const { data } = useQuery(daysQuery(source.id, 3));
  if (!data) return null;
  return (
    <section className="proof" aria-labelledby="proof-title">
      <div className="proof__head">
        <h2 id="proof-title" className="proof__title">
          {t('title')}
        </h2>
        <Link to={`/settings/sources/${source.id}/days`}>{t('all')}</Link>
      </div>
      <p className="quiet">{t(data.provable ? 'about' : 'aboutNone')}</p>
      <ul className="proof__days">
        {data.items.map((day) => (
          <DayLine key={day.day} source={source} day={day} provable={data.provable} />
        ))}
      </ul>
    </section>
  );
}
