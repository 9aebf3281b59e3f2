import '@mantine/core/styles/Radio.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { Radio, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import './onboarding.css';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import { type Task, useReadAgain } from './queries.ts';

/** A person's word on a result that is no pass. Both ways need a reason: it is kept with the name and the time. */
export function DecisionDialog(props: { workspaceId: string; task: Task; onClose: () => void }): ReactNode {
  const { t } = useTranslation('onboarding');
  const { workspaceId, task, onClose } = props;
  const readAgain = useReadAgain();
  const result = task.result === 'fail' ? 'fail' : 'refer';
  const form = useFields({ decision: '', reason: '' }, ({ decision, reason }) => ({
    ...(decision === '' ? { decision: t('chooseOne') } : {}),
    ...(reason.trim() === '' ? { reason: t('sayWhy') } : {}),
  }));
  const saving = useSaving(
    form,
    ({ decision, reason }) =>
      api('POST /api/v1/onboarding/workspaces/:id/decisions', {
        params: { id: workspaceId },
        body: {
          taskId: task.id,
          result,
          completedAt: task.completedAt,
          decision: decision === 'accept' ? 'accept' : 'reject',
          reason,
        },
      }),
    () => {
      void readAgain();
      showDone(t('decided'));
      onClose();
    },
  );
  const label = task.label === '' ? t(`type_${task.type}`) : task.label;
  return (
    <FormDialog
      title={[label, task.clientName].filter(Boolean).join(': ')}
      saveLabel={t('keepDecision')}
      saving={saving}
      onClose={onClose}
      size={480}
    >
      <p>
        <strong>{t(`result_${result}`)}.</strong> {task.detail}
      </p>
      <Radio.Group label={t('yourDecision')} {...form.getInputProps('decision')}>
        <div className="onboarding__choices">
          <Radio value="accept" label={t('accept')} description={t('acceptAbout')} data-autofocus />
          <Radio value="reject" label={t('reject')} description={t('rejectAbout')} />
        </div>
      </Radio.Group>
      <Textarea
        label={t('reason')}
        description={t('reasonAbout')}
        autosize
        minRows={3}
        maxRows={8}
        maxLength={2000}
        withAsterisk
        {...form.getInputProps('reason')}
      />
    </FormDialog>
  );
}
