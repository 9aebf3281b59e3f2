import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { emptyInputs } from './asked.ts';
import { QuoteEditor } from './editor.tsx';
import { type Lead, leadQuery, type Question, questionsQuery, quoteQuery } from './queries.ts';
import type { KeptDraft } from './use-autosave.ts';

const route = getRouteApi('/app/leads/$leadId/quotes/new');

/** A quote begins here and is kept from the first answer on; the address then names it, so that it can be opened again. */
export function NewQuotePage(): ReactNode {
  const { leadId } = route.useParams();
  const [search, setSearch] = useSearchState();
  const [openedId] = useState(search.quote);
  const lead = useQuery(leadQuery(leadId));
  const questions = useQuery(questionsQuery);
  if (openedId !== undefined) return <Navigate to={paths.quote} params={{ id: openedId }} replace />;
  const error = lead.error ?? questions.error;
  if (error) return <ProblemAlert error={error} onRetry={() => void lead.refetch()} />;
  if (!lead.data || !questions.data) return null;
  return (
    <NewQuote
      key={leadId}
      lead={lead.data}
      questions={questions.data.items}
      onBegun={(quote) => setSearch({ quote })}
    />
  );
}

function NewQuote(props: {
  lead: Lead;
  questions: readonly Question[];
  onBegun: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation('quotes');
  const { lead } = props;
  const [opened] = useState<KeptDraft>(() => ({
    id: null,
    version: null,
    content: { feeScaleId: null, inputs: emptyInputs(lead.transaction, lead.clients.length) },
  }));
  const [begun, setBegun] = useState<string>();
  const quote = useQuery({ ...quoteQuery(begun ?? ''), enabled: begun !== undefined }).data;
  const subtitle = useMemo(
    () => (quote ? t('reference', { reference: quote.reference }) : t('newQuote')),
    [quote, t],
  );
  return (
    <QuoteEditor
      lead={lead}
      opened={opened}
      questions={props.questions}
      subtitle={subtitle}
      onBegun={(id) => {
        setBegun(id);
        props.onBegun(id);
      }}
    />
  );
}
