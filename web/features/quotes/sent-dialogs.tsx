import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import './editor.css';
import type { QuoteDetail } from './queries.ts';

type Props = { quote: QuoteDetail; onDone: (after: QuoteDetail) => void; onClose: () => void };

/** By telephone, on paper: who said yes. */
export function AcceptDialog({ quote, onDone, onClose }: Props): ReactNode {
  const { t } = useTranslation(['quotes', 'ui']);
  const [by, setBy] = useState('');
  const [note, setNote] = useState('');
  const accept = useMutation({
    mutationFn: () =>
      api('POST /api/v1/quotes/:id/accept', {
        params: { id: quote.id },
        body: { by: by.trim(), note: note.trim() },
      }),
    onSuccess: onDone,
  });
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (by.trim() !== '') accept.mutate();
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('acceptTitle')}
      size={460}
      closeButtonProps={{ 'aria-label': t('ui:dismiss') }}
    >
      <form className="quote-dialog" onSubmit={submit} noValidate>
        <p>{t('acceptAbout')}</p>
        <TextInput
          data-autofocus
          label={t('acceptBy')}
          maxLength={200}
          value={by}
          onChange={({ currentTarget }) => setBy(currentTarget.value)}
        />
        <Textarea
          label={t('acceptNote')}
          maxLength={1000}
          autosize
          minRows={2}
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
        />
        {accept.isError && <ProblemAlert error={accept.error} dense />}
        <div className="quote-dialog__buttons">
          <Button type="submit" loading={accept.isPending} disabled={by.trim() === ''}>
            {t('acceptNow')}
          </Button>
          <Button variant="subtle" onClick={onClose}>
            {t('cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** The client may be reading it: this cannot be undone, only followed by a next version. */
export function WithdrawDialog({ quote, onDone, onClose }: Props): ReactNode {
  const { t } = useTranslation(['quotes', 'ui']);
  const withdraw = useMutation({
    mutationFn: () => api('POST /api/v1/quotes/:id/withdraw', { params: { id: quote.id } }),
    onSuccess: onDone,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('withdrawTitle')}
      size={460}
      closeButtonProps={{ 'aria-label': t('ui:dismiss') }}
    >
      <div className="quote-dialog">
        <p>{t('withdrawAbout')}</p>
        {withdraw.isError && <ProblemAlert error={withdraw.error} dense />}
        <div className="quote-dialog__buttons">
          <Button data-autofocus loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {t('withdraw')}
          </Button>
          <Button variant="subtle" onClick={onClose}>
            {t('cancel')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
