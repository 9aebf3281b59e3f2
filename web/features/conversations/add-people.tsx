import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import { Button, Checkbox, Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { showDone } from '../../ui/toasts.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { type Fields, useFields } from '../matters/use-fields.ts';
import { mayHear } from './class-rank.ts';
import { OutsidePeople, Warnings } from './outside-people.tsx';
import { externalsOf, staffOf } from './people.ts';
import { type Conversation, portalPeopleQuery } from './queries.ts';
import { StaffField } from './staff-field.tsx';
import { useThread } from './thread-context.ts';
import { useKeepConversation } from './use-thread-acts.ts';

type Values = {
  staffIds: string[];
  portalUserIds: string[];
  history: 'from_now' | 'all';
  seen: boolean;
};

/** Adds people: colleagues read everything, people outside from now on unless said otherwise with its count in sight. */
export function AddPeople({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const keep = useKeepConversation();
  const initial: Values = { staffIds: [], portalUserIds: [], history: 'from_now', seen: false };
  const form = useFields(initial, ({ staffIds, portalUserIds, history, seen }): Record<string, string> => {
    if (staffIds.length + portalUserIds.length === 0) return { staffIds: t('nobodyChosen') };
    const open = history === 'all' && portalUserIds.length > 0 && !seen;
    return open ? { seen: t('becomingSeenNeeded') } : {};
  });
  const preview = usePreview(conversation, form.values.portalUserIds);
  const saving = useSaving(
    form,
    ({ staffIds, portalUserIds, history }) =>
      api('POST /api/v1/conversations/:id/participants', {
        params: { id: conversation.id },
        body: {
          staffIds,
          portalUserIds,
          history,
          ...(history === 'all' && preview && { confirmed: preview.becoming }),
        },
      }),
    (after) => {
      keep(after);
      showDone(t('added'));
      onClose();
    },
  );
  const lower = saving.error instanceof ApiProblem && saving.error.reason === 'lower_class';
  return (
    <FormDialog
      title={t('addPeople')}
      saveLabel={t('add')}
      saving={lower ? { ...saving, error: null } : saving}
      onClose={onClose}
      size={520}
    >
      {conversation.kind === 'external' && <Outside form={form} preview={preview} />}
      {lower && <LowerClass />}
      <StaffField
        label={t('staff')}
        value={form.values.staffIds}
        onChange={(ids) => form.setFieldValue('staffIds', ids)}
        matterId={conversation.matterId ?? undefined}
        without={staffOf(conversation).map(({ id }) => id)}
        error={form.errors.staffIds}
      />
    </FormDialog>
  );
}

type Preview = {
  becoming: { messages: number; files: number };
  warnings: Parameters<typeof Warnings>[0]['warnings'];
};

/** What they would read, and what to look at twice; asked anew whenever the thread grows. */
function usePreview({ id }: Conversation, portalUserIds: readonly string[]): Preview | undefined {
  const ids = portalUserIds.toSorted();
  return useQuery({
    queryKey: ['conversation', id, 'preview', ids],
    queryFn: ({ signal }) =>
      api('POST /api/v1/conversations/:id/participants/preview', {
        params: { id },
        body: { portalUserIds: ids },
        signal,
      }),
    enabled: ids.length > 0,
  }).data;
}

function Outside({ form, preview }: { form: Fields<Values>; preview: Preview | undefined }): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const matterId = conversation.matterId ?? '';
  const { data } = useQuery({ ...portalPeopleQuery(matterId), enabled: matterId !== '' });
  const here = new Set(externalsOf(conversation).map(({ id }) => id));
  const people = (data?.items ?? []).filter(
    ({ portalUserId }) => portalUserId === null || !here.has(portalUserId),
  );
  const chosen = people.filter(
    ({ portalUserId }) => portalUserId !== null && form.values.portalUserIds.includes(portalUserId),
  );
  const tooFar = chosen.some((one) => conversation.class !== null && !mayHear(conversation.class, one.class));
  return (
    <>
      <OutsidePeople
        people={people}
        value={form.values.portalUserIds}
        onChange={(ids) => {
          form.setFieldValue('portalUserIds', ids);
          form.setFieldValue('seen', false);
        }}
        empty={t('nobodyToAdd')}
      />
      {tooFar && <LowerClass />}
      <Warnings warnings={chosen.length > 0 ? (preview?.warnings ?? []) : []} people={people} />
      {chosen.length > 0 && !tooFar && preview && <History form={form} becoming={preview.becoming} />}
    </>
  );
}

function History(props: { form: Fields<Values>; becoming: Preview['becoming'] }): ReactNode {
  const { t } = useTranslation('conversations');
  const { form } = props;
  const { messages, files } = props.becoming;
  const count = [
    t('becoming', { count: messages }),
    ...(files > 0 ? [t('becomingFiles', { count: files })] : []),
  ];
  return (
    <Radio.Group label={t('history')} {...form.getInputProps('history')}>
      <div className="history-choice">
        <Radio value="from_now" label={t('history_from_now')} />
        <Radio value="all" label={t('history_all')} description={count.join(' ')} />
        {form.values.history === 'all' && (
          <Checkbox
            className="history-choice__seen"
            label={t('becomingSeen')}
            {...form.getInputProps('seen', { type: 'checkbox' })}
          />
        )}
      </div>
    </Radio.Group>
  );
}

/** Privilege could be lost: the way on is a conversation of their own. */
function LowerClass(): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const navigate = useNavigate();
  const { matterId } = conversation;
  return (
    <div className="lower-class" role="alert">
      <p className="lower-class__title">{t('lowerClassTitle')}</p>
      <p>{t('lowerClassBody')}</p>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() =>
          void navigate({
            to: paths.conversations,
            search: { new: 'conversation', ...(matterId !== null && { matter: matterId }) },
            ignoreBlocker: true,
          })
        }
      >
        {t('beginAnother')}
      </Button>
    </div>
  );
}
