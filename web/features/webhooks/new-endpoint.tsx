import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import { Button, Checkbox, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { CopyField } from '../settings/copy-field.tsx';
import { CodeBlock } from './code-block.tsx';
import { eventTypes, sampleFor } from './endpoint.ts';
import { EndpointFields, type Typed } from './endpoint-fields.tsx';
import { everyWebhookKey } from './queries.ts';

/** Where to send and what; then the secret, once, with how to use it. */
export function NewEndpoint({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation(['webhooks', 'ui']);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState<Typed>({
    url: '',
    description: '',
    events: eventTypes.flatMap(({ type, usual }) => (usual ? type : [])),
  });
  const [restricted, setRestricted] = useState(false);
  const [tried, setTried] = useState(false);
  const make = useMutation({
    mutationFn: () =>
      api('POST /api/v1/webhook-endpoints', {
        body: {
          url: typed.url.trim(),
          description: typed.description.trim(),
          eventTypes: [...typed.events],
          includeRestricted: restricted,
        },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: everyWebhookKey }),
  });
  const refused = make.error instanceof ApiProblem ? make.error.fieldErrors : {};
  const made = make.data;
  function type(next: Typed): void {
    setTyped(next);
    // What was refused is being mended.
    if (make.isError) make.reset();
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (typed.url.trim() !== '' && typed.events.length > 0) make.mutate();
  }
  return (
    <Modal
      opened
      onClose={onClose}
      // The secret is shown only here: a press beside it must not take it away.
      closeOnClickOutside={!made}
      title={t(made ? 'readyTitle' : 'newTitle')}
      size={600}
      closeButtonProps={{ 'aria-label': t('ui:dismiss') }}
    >
      {made ? (
        <div className="webhook-form">
          <p role="status">{t('ready')}</p>
          <CopyField label={t('secret')} value={made.secret} />
          <CodeBlock title={t('sample')} text={sampleFor(made.secret)} about={t('sampleAbout')} />
          <div className="webhook-form__buttons">
            <Button onClick={() => void navigate({ to: paths.webhook, params: { id: made.id } })}>
              {t('done')}
            </Button>
          </div>
        </div>
      ) : (
        <form className="webhook-form" onSubmit={submit} noValidate autoComplete="off">
          <EndpointFields typed={typed} onType={type} tried={tried} refused={refused} />
          <Checkbox
            label={t('includeRestricted')}
            description={t('includeRestrictedAbout')}
            checked={restricted}
            onChange={({ currentTarget }) => setRestricted(currentTarget.checked)}
          />
          {make.isError && refused.url === undefined && <ProblemAlert error={make.error} dense />}
          <div className="webhook-form__buttons">
            <Button type="submit" loading={make.isPending}>
              {t('create')}
            </Button>
            <Button variant="subtle" onClick={onClose}>
              {t('cancel')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
