import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { QuoteLetter } from '../quote-page/quote-letter.tsx';
import { Compare } from './compare.tsx';
import { type Lead, pdfAddress, type QuoteDetail, type QuoteVersion, versionQuery } from './queries.ts';
import { SentActions } from './sent-actions.tsx';
import { ToLead } from './to-lead.tsx';
import { holds, VersionBadge, VersionFacts, VersionMails } from './version-state.tsx';
import { Versions } from './versions.tsx';

/** A version that was sent: its letter as the client reads it, what became of it, and what comes next. */
export function SentQuote(props: { quote: QuoteDetail; lead: Lead; version: QuoteVersion }): ReactNode {
  const { t } = useTranslation('quotes');
  const { quote, lead, version } = props;
  const detail = useQuery(versionQuery(quote.id, version.id));
  return (
    <div className="sent-quote">
      <PageHeader
        title={lead.title}
        badge={<VersionBadge state={version.state} />}
        subtitle={
          <>
            {t('reference', { reference: quote.reference })}, {t('version', { number: version.number })} ·{' '}
            <ToLead lead={lead} />
          </>
        }
        actions={
          <>
            {detail.data?.hasPdf && (
              <Button
                component="a"
                variant="default"
                href={pdfAddress(quote.id, version.id)}
                target="_blank"
                rel="noreferrer"
              >
                {t('openPdf')}
              </Button>
            )}
            <SentActions quote={quote} version={version} />
          </>
        }
      />
      <div className="sent-quote__columns">
        <div className="sent-quote__letter">
          {detail.error && <ProblemAlert error={detail.error} onRetry={() => void detail.refetch()} />}
          {detail.data?.letter && detail.data.priced && (
            <QuoteLetter
              letter={detail.data.letter}
              priced={detail.data.priced}
              over={!holds(version.state)}
              level={2}
            />
          )}
        </div>
        <aside className="sent-quote__aside" aria-label={t('actions')}>
          <section className="sent-quote__facts">
            <VersionFacts version={version} />
            <VersionMails version={version} />
            {version.answer !== null && version.answer !== '' && <q>{version.answer}</q>}
          </section>
          <Versions quote={quote} current={version.id} />
          {detail.data && <Compare quote={quote} version={detail.data} />}
        </aside>
      </div>
    </div>
  );
}
