import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/core/styles/PasswordInput.layer.css';
import { Button, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import type { Connection } from './connection.ts';
import './connections.css';
import { connectionQuery, practiceSystemsQuery } from './queries.ts';

type Field = 'clientId' | 'clientSecret' | 'apiKey' | 'hookSecret';

/** Name and keys. Keys are never shown; what is left empty stays. */
export function ChangeConnection(props: { connection: Connection; onClose: () => void }): ReactNode {
  const { t } = useTranslation(['connections', 'ui']);
  const client = useQueryClient();
  const { connection } = props;
  const system = useQuery(practiceSystemsQuery).data?.items.find(({ kind }) => kind === connection.vendor);
  const [name, setName] = useState(connection.name);
  const [typed, setTyped] = useState<Partial<Record<Field, string>>>({});
  const save = useMutation({
    mutationFn: () => {
      const given = Object.fromEntries(
        Object.entries(typed)
          .map(([field, text]) => [field, text.trim()] as const)
          .filter(([, text]) => text !== ''),
      );
      return api('PATCH /api/v1/connections/:id', {
        params: { id: connection.id },
        body: { name: name.trim(), ...given },
      });
    },
    onSuccess: (saved) => {
      client.setQueryData(connectionQuery(connection.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: ['connections', 'list'] });
      showDone(t('saved', { name: saved.name }));
      props.onClose();
    },
  });
  const refused = save.error instanceof ApiProblem ? save.error.fieldErrors : {};
  const fields: readonly Field[] = [
    'clientId',
    'clientSecret',
    ...(system?.needsApiKey ? (['apiKey'] as const) : []),
    ...(system && system.webhookByHand !== null ? (['hookSecret'] as const) : []),
  ];
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() !== '') save.mutate();
  }
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('changeTitle')}
      size={520}
      closeButtonProps={{ 'aria-label': t('ui:dismiss') }}
    >
      <form className="connection-form" onSubmit={submit} autoComplete="off">
        <TextInput
          label={t('name')}
          value={name}
          error={name.trim() === '' ? t('required') : refused.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {fields.map((field) => {
          const Input = field === 'clientId' ? TextInput : PasswordInput;
          return (
            <Input
              key={field}
              label={t(field)}
              value={typed[field] ?? ''}
              error={refused[field]}
              autoComplete="off"
              spellCheck={false}
              {...(field === 'clientId' && { placeholder: connection.clientId ?? '' })}
              onChange={(event) => setTyped({ ...typed, [field]: event.currentTarget.value })}
            />
          );
        })}
        <p className="quiet">{t('changeKept')}</p>
        {save.isError && <ProblemAlert error={save.error} dense />}
        <div className="connection-buttons">
          <Button type="submit" disabled={save.isPending}>
            {t('save')}
          </Button>
          <Button variant="subtle" onClick={props.onClose}>
            {t('cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
