import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import { Button, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { CopyField } from '../settings/copy-field.tsx';
import type { Endpoint } from './endpoint.ts';
import { EndpointFields, type Typed } from './endpoint-fields.tsx';
import { everyWebhookKey } from './queries.ts';

type Dialog = { endpoint: Endpoint; onClose: () => void };

export function WebhookDialog(props: Dialog & { which: 'change' | 'rotate' | 'remove' }): ReactNode {
  const { t } = useTranslation(['webhooks', 'ui']);
  const { which, endpoint, onClose } = props;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`${which}Title`)}
      size={520}
      closeButtonProps={{ 'aria-label': t('ui:dismiss') }}
    >
      {which === 'change' && <ChangeForm endpoint={endpoint} onClose={onClose} />}
      {which === 'rotate' && <Rotate endpoint={endpoint} onClose={onClose} />}
      {which === 'remove' && <Remove endpoint={endpoint} onClose={onClose} />}
    </Modal>
  );
}

function ChangeForm({ endpoint, onClose }: Dialog): ReactNode {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const [typed, setTyped] = useState<Typed>({
    url: endpoint.url,
    description: endpoint.description,
    events: endpoint.eventTypes,
  });
  const save = useMutation({
    mutationFn: () =>
      api('PATCH /api/v1/webhook-endpoints/:id', {
        params: { id: endpoint.id },
        body: {
          url: typed.url.trim(),
          description: typed.description.trim(),
          eventTypes: [...typed.events],
        },
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: everyWebhookKey });
      showDone(t('saved'));
      onClose();
    },
  });
  const refused = save.error instanceof ApiProblem ? save.error.fieldErrors : {};
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (typed.url.trim() !== '' && typed.events.length > 0) save.mutate();
  }
  return (
    <form className="webhook-form" onSubmit={submit} noValidate autoComplete="off">
      <EndpointFields typed={typed} onType={setTyped} tried refused={refused} />
      {save.isError && refused.url === undefined && <ProblemAlert error={save.error} dense />}
      <div className="webhook-form__buttons">
        <Button type="submit" loading={save.isPending}>
          {t('save')}
        </Button>
        <Button variant="subtle" onClick={onClose}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}

const graceHours = 24;

function Rotate({ endpoint, onClose }: Dialog): ReactNode {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const rotate = useMutation({
    mutationFn: () =>
      api('POST /api/v1/webhook-endpoints/:id/rotate-secret', {
        params: { id: endpoint.id },
        body: { graceHours },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: everyWebhookKey }),
  });
  return (
    <div className="webhook-form">
      <p role="status">{t(rotate.data ? 'rotated' : 'rotateBody')}</p>
      {rotate.data && <CopyField label={t('secret')} value={rotate.data.secret} />}
      {rotate.isError && <ProblemAlert error={rotate.error} dense />}
      <div className="webhook-form__buttons">
        {rotate.data ? (
          <Button onClick={onClose}>{t('done')}</Button>
        ) : (
          <>
            <Button loading={rotate.isPending} onClick={() => rotate.mutate()}>
              {t('rotateDo')}
            </Button>
            <Button variant="subtle" onClick={onClose}>
              {t('cancel')}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}

function Remove({ endpoint, onClose }: Dialog): ReactNode {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const navigate = useNavigate();
  /** Its page is left first: the live stream tells it that it is gone, and it would ask for what is no longer there. */
  async function remove(): Promise<void> {
    const { id } = endpoint;
    await navigate({ to: paths.webhooks });
    for (const what of ['one', 'deliveries'])
      client.removeQueries({ queryKey: [...everyWebhookKey, what, id] });
    try {
      await api('DELETE /api/v1/webhook-endpoints/:id', { params: { id } });
      showDone(t('removed'));
    } catch (error) {
      showProblem(error);
    }
    void client.invalidateQueries({ queryKey: [...everyWebhookKey, 'list'] });
  }
  return (
    <div className="webhook-form">
      <p className="webhook-line__url">{t('removeBody', { url: endpoint.url })}</p>
      <div className="webhook-form__buttons">
        <Button color="var(--failed-ink)" onClick={() => void remove()}>
          {t('removeDo')}
        </Button>
        <Button variant="subtle" onClick={onClose}>
          {t('cancel')}
        </Button>
      </div>
    </div>
  );
}
