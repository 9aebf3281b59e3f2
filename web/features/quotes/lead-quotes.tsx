import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { loadWords } from '../../i18n/i18n.ts';
import { paths } from '../../paths.ts';
import { useShortcuts } from '../../ui/keyboard.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import './lead-quotes.css';
import './versions.css';
import { type QuoteListItem, quotesOfLeadQuery } from './queries.ts';
import { useMoney } from './use-money.ts';
import { VersionBadge, VersionFacts, VersionMails } from './version-state.tsx';

/**
 * The quotes of a lead, for its page: what stands, what it comes to, and what became of it; `n` begins a new one.
 * `over`: no more quotes. The page loads the words of the namespace `quotes` with its own.
 */
export function LeadQuotes({ leadId, over = false }: { leadId: string; over?: boolean }): ReactNode {
  const { t } = useTranslation('quotes');
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(quotesOfLeadQuery(leadId));
  const begin = () => void navigate({ to: paths.newQuote, params: { leadId } });
  useShortcuts(over ? [] : [{ keys: 'n', label: t('newQuote'), run: begin }]);
  useEffect(() => {
    // Typing begins at once after `n`.
    void loadWords(['fee-scales']);
  }, []);
  return (
    <section className="lead-quotes" aria-label={t('quotes')}>
      <header className="lead-quotes__head">
        <h2 className="lead-quotes__title">{t('quotes')}</h2>
        {!over && (
          <Button
            size="xs"
            variant={data?.items.length === 0 ? 'filled' : 'default'}
            leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
            onClick={begin}
          >
            {t('newQuote')}
          </Button>
        )}
      </header>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} dense />}
      {data?.items.length === 0 && (
        <p className="lead-quotes__none">
          {over ? t('noQuotes') : `${t('noQuotes')}. ${t('noQuotesAbout')}`}
        </p>
      )}
      <ul className="lead-quotes__list">
        {data?.items.map((quote) => (
          <Row key={quote.id} quote={quote} />
        ))}
      </ul>
    </section>
  );
}

function Row({ quote }: { quote: QuoteListItem }): ReactNode {
  const { t } = useTranslation('quotes');
  const money = useMoney();
  const { current, reference, transaction } = quote;
  return (
    <li className="lead-quotes__quote">
      <Link className="lead-quotes__line" to={paths.quote} params={{ id: quote.id }}>
        <span className="lead-quotes__name">
          {t('reference', { reference })}
          {current.number > 1 && `, ${t('version', { number: current.number })}`}
        </span>
        <VersionBadge state={current.state} look="plain" />
        <span className="figures lead-quotes__total">
          {current.totalPence === null ? t('nothingYet') : money(current.totalPence)}
        </span>
      </Link>
      <span className="version-facts">{t(`transaction_${transaction}`)}</span>
      <VersionFacts version={current} />
      <VersionMails version={current} />
    </li>
  );
}
