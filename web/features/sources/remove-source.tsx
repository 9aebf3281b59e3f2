import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import './new-source.css';
import type { Source } from './source.ts';

/** Removing deletes the access and the address, which no undo could bring back: so the name is typed. */
export function RemoveSource({ source, onClose }: { source: Source; onClose: () => void }): ReactNode {
  const { t } = useTranslation(['sources', 'ui']);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const sure = typed.trim().toLowerCase() === source.name.trim().toLowerCase();
  const remove = useMutation({
    mutationFn: () => api('DELETE /api/v1/sources/:id', { params: { id: source.id } }),
    onSuccess: async () => {
      await navigate({ to: paths.sources });
      void client.invalidateQueries({ queryKey: ['sources', 'list'] });
      showDone(t('removed', { name: source.name }));
    },
  });
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (sure) remove.mutate();
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('removeTitle', { name: source.name })}
      size={480}
      closeButtonProps={{ 'aria-label': t('ui:dismiss') }}
    >
      <form className="connect__form" onSubmit={submit}>
        <p>{t('removeBody')}</p>
        <TextInput
          data-autofocus
          label={t('removeType', { name: source.name })}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {remove.isError && <ProblemAlert error={remove.error} dense />}
        <div className="connect__buttons">
          <Button type="submit" color="var(--failed-ink)" disabled={!sure || remove.isPending}>
            {t('removeDo')}
          </Button>
          <Button variant="subtle" onClick={onClose}>
            {t('cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
