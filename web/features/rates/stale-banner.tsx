import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { type RatesPart, ratesQuery } from './queries.ts';
import { plainDay } from './rates.ts';
import './stale-banner.css';

/** So many are told by name. */
const named = 3;

/**
 * Says that rates may be out of date, and which; nothing while all are fresh. `parts` narrows it to those that a screen
 * uses (a quote in Scotland need not hear of Wales). The page that shows it loads the words `rates`.
 */
export function StaleBanner(props: {
  parts?: readonly RatesPart['part'][];
  /** On the rates' own page the way there is not shown. */
  here?: boolean;
}): ReactNode {
  const { t } = useTranslation('rates');
  const { locale } = useFirmFormat();
  const { data } = useQuery(ratesQuery);
  const stale = (data?.parts ?? []).filter(
    ({ part, stale: old }) => old && (props.parts === undefined || props.parts.includes(part)),
  );
  const [oldest] = stale.map(({ confirmedOn }) => confirmedOn).sort();
  if (oldest === undefined) return null;
  return (
    <div className="stale-banner" role="status">
      <IconAlertTriangle size={18} stroke={1.75} className="stale-banner__icon" aria-hidden />
      <div className="stale-banner__words">
        <p className="stale-banner__title">{t('staleTitle')}</p>
        {stale.length > named ? (
          <p>{t('staleMany', { count: stale.length, day: plainDay(oldest, locale) })}</p>
        ) : (
          <ul className="stale-banner__parts">
            {stale.map(({ part, name, confirmedOn }) => (
              <li key={part}>{t('stalePart', { name, day: plainDay(confirmedOn, locale) })}</li>
            ))}
          </ul>
        )}
        <p>{t('staleBody')}</p>
        {!props.here && <Link to={paths.rates}>{t('seeRates')}</Link>}
      </div>
    </div>
  );
}
