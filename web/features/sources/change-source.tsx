import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { AccessFields, NumbersField } from './connect-form.tsx';
import './new-source.css';
import { accessOf, formOf, numbersIn, type Typed } from './kinds.ts';
import { sourceQuery } from './queries.ts';
import type { Source } from './source.ts';

/** Name, access and own numbers of a connected one. Access is never shown; what is typed replaces all of it. */
export function ChangeSource({ source, onClose }: { source: Source; onClose: () => void }): ReactNode {
  const { t } = useTranslation(['sources', 'ui']);
  const client = useQueryClient();
  const form = formOf(source.kind);
  const [name, setName] = useState(source.name);
  const [typed, setTyped] = useState<Typed>({});
  const [numbers, setNumbers] = useState(source.ownNumbers.join('\n'));
  const save = useMutation({
    mutationFn: () =>
      api('PATCH /api/v1/sources/:id', {
        params: { id: source.id },
        body: { name: name.trim(), ownNumbers: numbersIn(numbers), ...accessOf(typed) },
      }),
    onSuccess: (saved) => {
      client.setQueryData(sourceQuery(source.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: ['sources', 'list'] });
      showDone(t('saved', { name: saved.name }));
      onClose();
    },
  });
  const refused = save.error instanceof ApiProblem ? save.error.fieldErrors : {};
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() !== '') save.mutate();
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('changeTitle')}
      size={520}
      closeButtonProps={{ 'aria-label': t('ui:dismiss') }}
    >
      <form className="connect__form" onSubmit={submit} autoComplete="off">
        <TextInput
          label={t('name')}
          value={name}
          error={name.trim() === '' ? t('required') : refused.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {form && form.fields.length > 0 && (
          <>
            <AccessFields
              form={form}
              typed={typed}
              onType={setTyped}
              errorOf={() => undefined}
              refused={refused}
            />
            <p className="quiet">{t('changeKept')}</p>
          </>
        )}
        <NumbersField value={numbers} onChange={setNumbers} refused={refused} />
        {save.isError && <ProblemAlert error={save.error} dense />}
        <div className="connect__buttons">
          <Button type="submit" disabled={save.isPending}>
            {t('save')}
          </Button>
          <Button variant="subtle" onClick={onClose}>
            {t('cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
