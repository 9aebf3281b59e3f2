import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import { Radio, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { showDone } from '../../ui/toasts.tsx';
import { FormDialog, type Saving, useSaving } from '../matters/form-frame.tsx';
import { type Fields, useFields } from '../matters/use-fields.ts';
import { isHere } from './people.ts';
import { type Participant, threadKey } from './queries.ts';
import { useThread } from './thread-context.ts';

type Values = { how: 'removed' | 'for_cause'; reason: string; accessUntil: string };

/** Takes somebody out, or leaves: what they keep, or why they are shut out. */
export function TakeOut(props: { person: Participant; onClose: () => void; onLeft: () => void }): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation, me } = useThread();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { person } = props;
  const mine = person.id === me;
  const initial: Values = { how: isHere(person) ? 'removed' : 'for_cause', reason: '', accessUntil: '' };
  const form = useFields(
    initial,
    ({ how, reason }): Record<string, string> =>
      how === 'for_cause' && reason.trim() === '' ? { reason: t('reasonNeeded') } : {},
  );
  const saving = useSaving(
    form,
    ({ how, reason, accessUntil }) =>
      api('POST /api/v1/conversations/:id/participants/:personId/removal', {
        params: { id: conversation.id, personId: person.id },
        body: {
          how,
          reason,
          accessUntil: accessUntil === '' || how === 'for_cause' ? null : new Date(accessUntil).toISOString(),
        },
      }),
    () => {
      showDone(mine ? t('left') : t('takenOut', { name: person.name }));
      if (mine) {
        props.onLeft();
        // A channel that one has left is not there any more.
        if (conversation.kind === 'channel') void navigate({ to: paths.conversations });
      }
      props.onClose();
      void client.invalidateQueries({ queryKey: threadKey(conversation.id) });
      void client.invalidateQueries({ queryKey: ['conversations'] });
    },
  );
  return (
    <FormDialog
      title={mine ? t('leaveTitle') : t('takeOutTitle', { name: person.name })}
      saveLabel={t(mine ? 'leave' : 'takeOutConfirm')}
      saving={useLastStaffWords(saving)}
      onClose={props.onClose}
      size={460}
    >
      {mine && <p>{t(conversation.kind === 'channel' ? 'leaveAboutChannel' : 'leaveAboutMatter')}</p>}
      {!mine && person.who === 'staff' && <p>{t('takeOutStaff')}</p>}
      {person.who === 'external' && <How form={form} wasHere={isHere(person)} />}
    </FormDialog>
  );
}

/** Whoever is the last of the firm is told what to do first. */
function useLastStaffWords(saving: Saving): Saving {
  const { t } = useTranslation('conversations');
  const { error } = saving;
  if (!(error instanceof ApiProblem) || error.reason !== 'last_staff') return saving;
  const { status, code, fieldErrors, reason } = error;
  return {
    ...saving,
    error: new ApiProblem({
      ...{ status, code, fieldErrors, reason, requestId: undefined },
      title: t('lastStaffTitle'),
      detail: t('lastStaff'),
    }),
  };
}

function How({ form, wasHere }: { form: Fields<Values>; wasHere: boolean }): ReactNode {
  const { t } = useTranslation('conversations');
  const { how } = form.values;
  return (
    <>
      <Radio.Group {...form.getInputProps('how')} aria-label={t('takeOut')}>
        <div className="history-choice">
          {wasHere && <Radio value="removed" label={t('how_removed')} />}
          <Radio value="for_cause" label={t('how_for_cause')} />
        </div>
      </Radio.Group>
      {how === 'for_cause' ? (
        <Textarea label={t('reason')} rows={3} maxLength={1000} {...form.getInputProps('reason')} />
      ) : (
        <TextInput
          type="datetime-local"
          label={t('accessUntil')}
          description={t('accessUntilAbout')}
          {...form.getInputProps('accessUntil')}
        />
      )}
    </>
  );
}
