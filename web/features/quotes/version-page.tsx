import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { leadQuery, quoteQuery } from './queries.ts';
import { SentQuote } from './sent-quote.tsx';

const route = getRouteApi('/app/quotes/$id/versions/$versionId');

/** Any version as it was sent, also one that was replaced long ago. */
export function VersionPage(): ReactNode {
  const { t } = useTranslation('quotes');
  const { id, versionId } = route.useParams();
  const quote = useQuery(quoteQuery(id));
  const lead = useQuery({ ...leadQuery(quote.data?.leadId ?? ''), enabled: quote.data !== undefined });
  const error = quote.error ?? lead.error;
  if (error) return <ProblemAlert error={error} onRetry={() => void quote.refetch()} />;
  if (!quote.data || !lead.data) return null;
  const version = quote.data.versions.find((one) => one.id === versionId);
  const toQuote = (
    <Link to={paths.quote} params={{ id }}>
      {t('toQuote')}
    </Link>
  );
  if (!version) return <EmptyState title={t('notFound')} action={toQuote} />;
  if (version.state === 'draft')
    return <EmptyState title={t('draftShown', { number: version.number })} action={toQuote} />;
  return <SentQuote quote={quote.data} lead={lead.data} version={version} />;
}
