import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import type { QuoteDetail } from './queries.ts';
import { useMoney } from './use-money.ts';
import { VersionBadge, VersionFacts } from './version-state.tsx';
import './versions.css';

/** All versions of a quote, newest first; each opens as it was sent. */
export function Versions({ quote, current }: { quote: QuoteDetail; current: string }): ReactNode {
  const { t } = useTranslation('quotes');
  const money = useMoney();
  return (
    <section className="quote-versions" aria-label={t('versions')}>
      <h2 className="quote-aside__title">{t('versions')}</h2>
      <ol>
        {quote.versions.map((version) => {
          const { id, state, number, totalPence } = version;
          const draft = state === 'draft';
          return (
            <li key={id} className="quote-versions__one" data-current={id === current || undefined}>
              <span className="quote-versions__line">
                {draft ? (
                  <Link to={paths.quote} params={{ id: quote.id }}>
                    {t('versionTitle', { number })}
                  </Link>
                ) : (
                  <Link to={paths.quoteVersion} params={{ id: quote.id, versionId: id }}>
                    {t('versionTitle', { number })}
                  </Link>
                )}
                <VersionBadge state={state} look="plain" />
                <span className="figures quote-versions__total">
                  {totalPence === null ? '' : money(totalPence)}
                </span>
              </span>
              {id !== current && <VersionFacts version={version} />}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
