import { Button } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { MenuButton, type MenuEntry } from '../../ui/menu-button.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import './quote-more.css';
import { everyQuoteKey, type QuoteDetail, type QuoteVersion, quoteQuery, versionQuery } from './queries.ts';

const load = () => import('./sent-dialogs.tsx');
const AcceptDialog = lazy(() => load().then((module) => ({ default: module.AcceptDialog })));
const WithdrawDialog = lazy(() => load().then((module) => ({ default: module.WithdrawDialog })));

/** The next version, or, of what waits for an answer: withdraw it, note that the client accepted in another way. */
export function SentActions({ quote, version }: { quote: QuoteDetail; version: QuoteVersion }): ReactNode {
  const { t } = useTranslation('quotes');
  const client = useQueryClient();
  const [open, setOpen] = useState<'accept' | 'withdraw'>();
  const begin = useBegin(quote, version);
  const standing = quote.versions.find(({ state }) => state !== 'draft')?.id === version.id;
  const waits = standing && (version.state === 'sent' || version.state === 'expired');
  const changed = (after: QuoteDetail, said: string) => {
    client.setQueryData(quoteQuery(quote.id).queryKey, after);
    void client.invalidateQueries({ queryKey: everyQuoteKey });
    void client.invalidateQueries({ queryKey: ['leads'] });
    setOpen(undefined);
    showDone(said);
  };
  const item = (label: string, onChoose: () => void): MenuEntry => ({ kind: 'item', label, onChoose });
  const entries = [
    item(t('noteAccepted'), () => setOpen('accept')),
    ...(version.state === 'sent' ? [item(t('withdraw'), () => setOpen('withdraw'))] : []),
  ];
  return (
    <>
      {quote.draft === null && (
        <Button loading={begin.isPending} onClick={() => begin.mutate()}>
          {t('beginNext')}
        </Button>
      )}
      {waits && (
        <MenuButton className="quote-more" label={t('actions')} position="bottom-end" entries={entries}>
          <IconDots size={18} stroke={1.75} aria-hidden />
        </MenuButton>
      )}
      <Suspense>
        {open === 'accept' && (
          <AcceptDialog
            quote={quote}
            onDone={(after) => changed(after, t('acceptNoted'))}
            onClose={() => setOpen(undefined)}
          />
        )}
        {open === 'withdraw' && (
          <WithdrawDialog
            quote={quote}
            onDone={(after) => changed(after, t('withdrawn'))}
            onClose={() => setOpen(undefined)}
          />
        )}
      </Suspense>
    </>
  );
}

/** From what was answered and chosen in the version that one looks at. */
function useBegin(quote: QuoteDetail, version: QuoteVersion) {
  const { t } = useTranslation('quotes');
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async () => {
      const { inputs } = await client.fetchQuery(versionQuery(quote.id, version.id));
      return await api('PUT /api/v1/quotes/:id/draft', {
        params: { id: quote.id },
        body: { feeScaleId: quote.feeScaleId, inputs, version: null },
      });
    },
    onSuccess: async (after) => {
      client.setQueryData(quoteQuery(quote.id).queryKey, after);
      await navigate({ to: paths.quote, params: { id: quote.id } });
      showDone(t('begun', { number: after.versions[0]?.number ?? 0 }));
    },
    onError: (error) => showProblem(error),
  });
}
