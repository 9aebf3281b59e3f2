import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import { Button, Checkbox, Modal, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { addDays, todayIn } from '../matters/day.ts';
import type { Lead, QuoteDetail, Sending } from './queries.ts';
import type { QuoteDraft } from './use-draft.ts';
import { type ToDo, useToDo } from './use-to-do.ts';

type Recipient = { contactId: string; email: string };

/** The first address of each client. */
function usualRecipients({ clients }: Lead): Recipient[] {
  return clients.flatMap(({ contactId, emails: [email] }) =>
    email === undefined ? [] : [{ contactId, email }],
  );
}

/** To whom, until when, with what words; before that, what is still missing. */
export function SendDialog(props: {
  lead: Lead;
  draft: QuoteDraft;
  onSent: (quote: QuoteDetail, to: readonly Recipient[]) => void;
  /** Closes, and puts the cursor where something is missing. */
  onGoTo: (toDo: ToDo) => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation(['quotes', 'ui']);
  const { lead, draft } = props;
  const [to, setTo] = useState(() => usualRecipients(lead));
  const [message, setMessage] = useState('');
  const [expiresOn, setExpiresOn] = useState<string>();
  const toDo = useToDo(draft);
  const send = useSend(draft, (quote) => props.onSent(quote, to));
  const ready = toDo.length === 0 && draft.isCurrent && draft.priceError === null;
  function submit(event: FormEvent | KeyboardEvent): void {
    event.preventDefault();
    if (ready && !send.isPending)
      send.mutate({ to, message: message.trim(), ...(expiresOn !== undefined && { expiresOn }) });
  }
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('sendTitle')}
      size={520}
      closeButtonProps={{ 'aria-label': t('ui:dismiss') }}
    >
      <form
        className="quote-dialog"
        noValidate
        onSubmit={submit}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
        }}
      >
        <StillToDo toDo={toDo} onGoTo={props.onGoTo} />
        <Recipients lead={lead} chosen={to} onChoose={setTo} />
        <Textarea
          label={t('message')}
          description={t('messageAbout')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={4000}
          value={message}
          onChange={({ currentTarget }) => setMessage(currentTarget.value)}
        />
        <Expiry
          draft={draft}
          value={expiresOn}
          error={send.error}
          onChange={(day) => {
            setExpiresOn(day);
            send.reset();
          }}
        />
        {send.isError && <ProblemAlert error={send.error} kept={t('kept')} dense />}
        <div className="quote-dialog__buttons">
          <Button type="submit" data-autofocus loading={send.isPending} disabled={toDo.length > 0}>
            {t(to.length === 0 ? 'makePdf' : 'sendNow')}
          </Button>
          <Button variant="subtle" onClick={props.onClose}>
            {t('cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Saves what is on the screen and sends exactly that. */
function useSend(draft: QuoteDraft, onSent: (quote: QuoteDetail) => void) {
  return useMutation({
    mutationFn: async (sending: Omit<Sending, 'version'>) => {
      const saved = await draft.save.flush();
      if (!saved) throw draft.save.failure();
      return await api('POST /api/v1/quotes/:id/send', {
        params: { id: saved.id },
        body: { ...sending, version: saved.version },
      });
    },
    onSuccess: onSent,
  });
}

function StillToDo(props: { toDo: readonly ToDo[]; onGoTo: (toDo: ToDo) => void }): ReactNode {
  const { t } = useTranslation('quotes');
  if (props.toDo.length === 0) return null;
  return (
    <div className="quote-missing" role="status">
      <p className="quote-missing__title">{t('sendMissing')}</p>
      <ul>
        {props.toDo.map((one) => (
          <li key={one.at}>
            <button type="button" onClick={() => props.onGoTo(one)}>
              {t(one.kind === 'answer' ? 'missingAnswer' : 'missingPrice', { label: one.label })}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Recipients(props: {
  lead: Lead;
  chosen: readonly Recipient[];
  onChoose: (chosen: Recipient[]) => void;
}): ReactNode {
  const { t } = useTranslation('quotes');
  const { chosen } = props;
  const isChosen = (one: Recipient) =>
    chosen.some(({ contactId, email }) => contactId === one.contactId && email === one.email);
  return (
    <fieldset className="quote-recipients">
      <legend>{t('recipients')}</legend>
      {props.lead.clients.map(({ contactId, name, emails }) =>
        emails.length === 0 ? (
          <p key={contactId} className="quiet">
            {t('noAddress', { name })}
          </p>
        ) : (
          emails.map((email) => (
            <Checkbox
              key={`${contactId} ${email}`}
              label={`${name} · ${email}`}
              checked={isChosen({ contactId, email })}
              onChange={({ currentTarget: { checked } }) =>
                props.onChoose(
                  checked
                    ? [...chosen, { contactId, email }]
                    : chosen.filter((one) => one.contactId !== contactId || one.email !== email),
                )
              }
            />
          ))
        ),
      )}
      {chosen.length === 0 && <p className="quiet">{t('noRecipients')}</p>}
    </fieldset>
  );
}

function Expiry(props: {
  draft: QuoteDraft;
  value: string | undefined;
  error: unknown;
  onChange: (day: string | undefined) => void;
}): ReactNode {
  const { t } = useTranslation('quotes');
  const { timeZone } = useFirmFormat();
  const today = todayIn(timeZone, new Date());
  const usual = addDays(today, props.draft.pricing?.feeScale.validDays ?? 14);
  const { error } = props;
  return (
    <TextInput
      type="date"
      label={t('expires')}
      description={t('expiresAbout')}
      min={today}
      value={props.value ?? usual}
      error={error instanceof ApiProblem ? error.fieldErrors.expiresOn : undefined}
      onChange={({ currentTarget }) => props.onChange(currentTarget.value || undefined)}
    />
  );
}
