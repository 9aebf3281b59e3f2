import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { QuoteEditor } from './editor.tsx';
import { leadQuery, type QuoteDetail, questionsQuery, quoteQuery } from './queries.ts';
import { SentQuote } from './sent-quote.tsx';
import { Versions } from './versions.tsx';

const route = getRouteApi('/app/quotes/$id');

/** One quote: its draft to write on, else the version that stands, as it was sent. */
export function QuotePage(): ReactNode {
  const { id } = route.useParams();
  const quote = useQuery(quoteQuery(id));
  if (quote.data) return <Quote key={id} quote={quote.data} />;
  return quote.error ? <ProblemAlert error={quote.error} onRetry={() => void quote.refetch()} /> : null;
}

function Quote({ quote }: { quote: QuoteDetail }): ReactNode {
  const { t } = useTranslation('quotes');
  const lead = useQuery(leadQuery(quote.leadId));
  const questions = useQuery({ ...questionsQuery, enabled: quote.draft !== null });
  const error = lead.error ?? questions.error;
  if (error) return <ProblemAlert error={error} onRetry={() => void lead.refetch()} />;
  if (!lead.data) return null;
  const [newest] = quote.versions;
  if (!quote.draft) return newest ? <SentQuote quote={quote} lead={lead.data} version={newest} /> : null;
  if (!questions.data || !newest) return null;
  const { draft } = quote;
  return (
    <QuoteEditor
      // Another draft, once this one was sent: its fields begin anew.
      key={newest.id}
      lead={lead.data}
      questions={questions.data.items}
      opened={{
        id: quote.id,
        version: draft.version,
        content: { feeScaleId: quote.feeScaleId, inputs: draft.inputs },
      }}
      subtitle={`${t('reference', { reference: quote.reference })}, ${t('version', { number: newest.number })}`}
      below={quote.versions.length > 1 && <Versions quote={quote} current={newest.id} />}
    />
  );
}
