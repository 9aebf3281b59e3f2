import { Button } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { MenuButton } from '../../ui/menu-button.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import './editor.css';
import { LiveTotal } from './live-total.tsx';
import {
  everyQuoteKey,
  type Lead,
  pdfAddress,
  type Question,
  type QuoteDetail,
  quoteQuery,
} from './queries.ts';
import './quote-more.css';
import { Questions } from './questions.tsx';
import { ToLead } from './to-lead.tsx';
import type { KeptDraft, SaveState } from './use-autosave.ts';
import { type QuoteDraft, useQuoteDraft } from './use-draft.ts';
import { useMoney } from './use-money.ts';
import type { ToDo } from './use-to-do.ts';

const SendDialog = lazy(() => import('./send-dialog.tsx').then((module) => ({ default: module.SendDialog })));

/** A quote being written: questions at the left, at the right what it costs, kept as one types. */
export function QuoteEditor(props: {
  lead: Lead;
  opened: KeptDraft;
  questions: readonly Question[];
  subtitle: ReactNode;
  /** Its versions, when some were sent. */
  below?: ReactNode;
  /** The draft was saved for the first time. */
  onBegun?: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation('quotes');
  const { lead } = props;
  const draft = useQuoteDraft(lead.id, props.opened, props.questions);
  const [sending, setSending] = useState(false);
  const [tried, setTried] = useState(false);
  const [linesShown, setLinesShown] = useState(false);
  const page = useRef<HTMLDivElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const sendButton = useRef<HTMLButtonElement>(null);
  const sent = useSent();
  useBegun(draft.save.id, props.opened.id, props.onBegun);
  function ask(): void {
    setTried(true);
    setSending(true);
  }
  useSendKey(ask);
  function goTo({ kind, at }: ToDo): void {
    setSending(false);
    setLinesShown(kind === 'price');
    // The dialog gives the focus back first.
    setTimeout(() => page.current?.querySelector<HTMLElement>(`${at} :is(input, select)`)?.focus(), 50);
  }
  return (
    <div className="quote-editor" ref={page} data-lines-shown={linesShown || undefined}>
      <PageHeader
        title={lead.title}
        subtitle={
          <>
            {props.subtitle} · <ToLead lead={lead} />
          </>
        }
        actions={
          <>
            <Kept state={draft.save.state} />
            <Button ref={sendButton} onClick={ask}>
              {t('send')}
            </Button>
            <RemoveDraft draft={draft} leadId={lead.id} />
          </>
        }
      />
      <NotSaved draft={draft} />
      <div className="quote-editor__columns">
        <div className="quote-editor__questions">
          <Questions
            draft={draft}
            questions={props.questions}
            tried={tried}
            form={form}
            onEnd={() => sendButton.current?.focus()}
          />
          {props.below}
        </div>
        <aside className="quote-editor__total" aria-label={t('total')}>
          <LiveTotal draft={draft} />
        </aside>
      </div>
      <PhoneBar draft={draft} shown={linesShown} onShow={setLinesShown} />
      <Suspense>
        {sending && (
          <SendDialog
            lead={lead}
            draft={draft}
            onSent={sent}
            onGoTo={goTo}
            onClose={() => setSending(false)}
          />
        )}
      </Suspense>
    </div>
  );
}

/** Where there is no room for two columns: the total at the bottom, its lines in place of the questions. */
function PhoneBar(props: { draft: QuoteDraft; shown: boolean; onShow: (shown: boolean) => void }): ReactNode {
  const { t } = useTranslation('quotes');
  const { pricing, isCurrent } = props.draft;
  const money = useMoney(pricing?.currency);
  return (
    <div className="quote-bar" data-stale={!isCurrent || undefined}>
      <span className="quote-bar__total">
        {t('inAll')} <strong className="figures">{pricing ? money(pricing.priced.totals.total) : '–'}</strong>
      </span>
      <Button
        size="xs"
        variant="default"
        aria-expanded={props.shown}
        onClick={() => props.onShow(!props.shown)}
      >
        {t(props.shown ? 'hideLines' : 'showLines')}
      </Button>
    </div>
  );
}

const saveLooks = {
  saved: 'logged',
  unsaved: 'waiting',
  saving: 'working',
  failed: 'failed',
  conflict: 'failed',
} as const;

function Kept({ state }: { state: SaveState }): ReactNode {
  const { t } = useTranslation('quotes');
  return (
    <span className="quote-editor__kept" role="status">
      <StateBadge state={saveLooks[state]} look="plain">
        {t(`save_${state}`)}
      </StateBadge>
    </span>
  );
}

/** Why the last try to save came to nothing; what is typed stays. */
function NotSaved({ draft }: { draft: QuoteDraft }): ReactNode {
  const { t } = useTranslation('quotes');
  const { save } = draft;
  if (save.state === 'conflict')
    return (
      <div className="quote-meanwhile" role="alert">
        <p className="quote-missing__title">{t('meanwhile')}</p>
        <p>{t('meanwhileAbout')}</p>
        <div className="quote-dialog__buttons">
          <Button size="xs" variant="default" onClick={() => void draft.takeTheirs()}>
            {t('takeTheirs')}
          </Button>
          <Button size="xs" variant="default" onClick={() => void save.flush(true)}>
            {t('keepMine')}
          </Button>
        </div>
      </div>
    );
  if (save.state !== 'failed') return null;
  return (
    <div className="quote-editor__problem">
      <ProblemAlert error={save.error} kept={t('kept')} onRetry={() => void save.flush()} />
    </div>
  );
}

/** A draft that was saved can be thrown away, and brought back by undo. */
function RemoveDraft({ draft, leadId }: { draft: QuoteDraft; leadId: string }): ReactNode {
  const { t } = useTranslation('quotes');
  const client = useQueryClient();
  const navigate = useNavigate();
  const { id } = draft.save;
  if (id === null) return null;
  const before = { feeScaleId: draft.feeScaleId, inputs: draft.inputs };
  async function remove(quoteId: string): Promise<void> {
    try {
      const saved = await draft.save.flush();
      if (!saved) return;
      const { versions } = await client.fetchQuery({ ...quoteQuery(quoteId), staleTime: 0 });
      await api('DELETE /api/v1/quotes/:id/draft', { params: { id: quoteId } });
      const wasSent = versions.length > 1;
      await client.invalidateQueries({
        queryKey: everyQuoteKey,
        predicate: ({ queryKey }) => wasSent || queryKey[2] !== quoteId,
      });
      await (wasSent
        ? navigate({ to: paths.quote, params: { id: quoteId } })
        : navigate({ href: `/leads/${leadId}` }));
      showDone(t('draftRemoved'), async () => {
        if (wasSent)
          await api('PUT /api/v1/quotes/:id/draft', {
            params: { id: quoteId },
            body: { ...before, version: null },
          });
        else await api('POST /api/v1/quotes', { body: { leadId, ...before } });
        await client.invalidateQueries({ queryKey: everyQuoteKey });
      });
    } catch (error) {
      showProblem(error);
    }
  }
  return (
    <MenuButton
      className="quote-more"
      label={t('more')}
      position="bottom-end"
      entries={[{ kind: 'item', label: t('removeDraft'), onChoose: () => void remove(id) }]}
    >
      <IconDots size={18} stroke={1.75} aria-hidden />
    </MenuButton>
  );
}

function useBegun(id: string | null, openedId: string | null, onBegun?: (id: string) => void): void {
  const latest = useRef(onBegun);
  useEffect(() => {
    latest.current = onBegun;
  });
  useEffect(() => {
    if (id !== null && id !== openedId) latest.current?.(id);
  }, [id, openedId]);
}

/** Ctrl+Enter from any field. */
function useSendKey(ask: () => void): void {
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      if (document.querySelector('[role="dialog"][aria-modal="true"]')) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** After sending: the quote as its client reads it, and its PDF at hand. */
function useSent(): (quote: QuoteDetail, to: readonly { email: string }[]) => void {
  const { t } = useTranslation('quotes');
  const client = useQueryClient();
  const navigate = useNavigate();
  return (quote, to) => {
    client.setQueryData(quoteQuery(quote.id).queryKey, quote);
    void client.invalidateQueries({ queryKey: everyQuoteKey });
    void client.invalidateQueries({ queryKey: ['leads'] });
    void navigate({ to: paths.quote, params: { id: quote.id }, replace: true });
    const { reference } = quote;
    const version = quote.versions[0];
    showDone(
      <>
        {to.length === 0
          ? t('made', { reference })
          : `${t('sent', { reference })} ${t('sentTo', { to: to.map(({ email }) => email).join(', ') })}`}{' '}
        {version && (
          <a className="quote-link" href={pdfAddress(quote.id, version.id)} target="_blank" rel="noreferrer">
            {t('openPdf')}
          </a>
        )}
      </>,
    );
  };
}
