import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { todayIn } from '../matters/day.ts';
import type { FeeScale } from './queries.ts';

/** From which day the draft holds; today or later, as earlier quotes were made by what held then. */
export function PublishDialog(props: {
  scaleId: string;
  version: number;
  onPublished: (scale: FeeScale, startsOn: string) => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation(['fee-scales', 'ui']);
  const { timeZone } = useFirmFormat();
  const today = todayIn(timeZone, new Date());
  const [startsOn, setStartsOn] = useState(today);
  const publish = useMutation({
    mutationFn: () =>
      api('POST /api/v1/fee-scales/:id/publish', {
        params: { id: props.scaleId },
        body: { startsOn, version: props.version },
      }),
    onSuccess: (scale) => props.onPublished(scale, startsOn),
  });
  const refused = publish.error instanceof ApiProblem ? publish.error.fieldErrors.startsOn : undefined;
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (startsOn !== '') publish.mutate();
  }
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('publishTitle')}
      size={460}
      closeButtonProps={{ 'aria-label': t('ui:dismiss') }}
    >
      <form className="fee-dialog" onSubmit={submit} noValidate>
        <p>{t('publishAbout')}</p>
        <TextInput
          data-autofocus
          type="date"
          label={t('startsOn')}
          description={t(startsOn === today ? 'startsToday' : 'startsLater')}
          min={today}
          value={startsOn}
          error={refused}
          onChange={({ currentTarget }) => {
            setStartsOn(currentTarget.value);
            publish.reset();
          }}
        />
        {publish.isError && refused === undefined && <ProblemAlert error={publish.error} dense />}
        <div className="fee-dialog__buttons">
          <Button type="submit" loading={publish.isPending} disabled={startsOn === ''}>
            {t('publish')}
          </Button>
          <Button variant="subtle" onClick={props.onClose}>
            {t('cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
