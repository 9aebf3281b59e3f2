import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { everyWidgetKey, widgetQuery } from './queries.ts';

/** A name is enough to begin with: everything else has a page of its own. */
export function NewWidget({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation(['website', 'ui']);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState(t('newName'));
  const [tried, setTried] = useState(false);
  const make = useMutation({
    mutationFn: () =>
      api('POST /api/v1/widgets', {
        body: {
          name: name.trim(),
          transactions: ['sale', 'purchase', 'sale_and_purchase', 'remortgage', 'transfer_of_equity'],
        },
      }),
    onSuccess: async (made) => {
      client.setQueryData(widgetQuery(made.id).queryKey, made);
      void client.invalidateQueries({ queryKey: everyWidgetKey });
      await navigate({ to: paths.widget, params: { id: made.id } });
    },
  });
  const refused = make.error instanceof ApiProblem ? make.error.fieldErrors.name : undefined;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('newTitle')}
      size={460}
      closeButtonProps={{ 'aria-label': t('ui:dismiss') }}
    >
      <form
        className="website-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (name.trim() !== '') make.mutate();
        }}
      >
        <TextInput
          data-autofocus
          label={t('name')}
          description={t('nameAbout')}
          value={name}
          maxLength={100}
          error={tried && name.trim() === '' ? t('needName') : refused}
          onChange={({ currentTarget }) => {
            setName(currentTarget.value);
            if (make.isError) make.reset();
          }}
        />
        {make.isError && refused === undefined && <ProblemAlert error={make.error} dense />}
        <div className="website-buttons">
          <Button type="submit" loading={make.isPending}>
            {t('create')}
          </Button>
          <Button variant="subtle" onClick={onClose}>
            {t('cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
