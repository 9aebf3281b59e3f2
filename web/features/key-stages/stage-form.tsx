import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/NumberInput.layer.css';
import { Button, Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { LeaveQuestion } from '../fee-scales/leave-question.tsx';
import { TriggerFields } from '../fee-scales/trigger-fields.tsx';
import '../fee-scales/editor.css';
import type { TellWriting } from '../matters/newest-unless-writing.tsx';
import { type Fields, useFields } from '../matters/use-fields.ts';
import { atFields } from '../settings/field-errors.ts';
import { PressTwice } from '../settings/press-twice.tsx';
import { SettingsBlock } from '../settings/settings-page.tsx';
import { audiences, type KeyStage, keyStageQuery, triggers, useStagesAction } from './queries.ts';
import { StageMapping } from './stage-mapping.tsx';
import { patchOf, type StageValues, valuesOf } from './stage-values.ts';

/** As the server fills them in. */
const variables = ['client', 'property', 'stage', 'firm', 'referrer'];

type Part = { form: Fields<StageValues>; stage: KeyStage };

export function StageForm(props: {
  stage: KeyStage;
  mayChange: boolean;
  tellWriting: TellWriting;
}): ReactNode {
  const { t } = useTranslation('key-stages');
  const { stage, mayChange, tellWriting } = props;
  const client = useQueryClient();
  const form = useFields<StageValues>(valuesOf(stage));
  const [saved, setSaved] = useState(false);
  const writing = !saved && form.isDirty();
  useEffect(() => tellWriting(writing), [tellWriting, writing]);
  const saving = useMutation({
    mutationFn: () =>
      api('PATCH /api/v1/key-stages/:id', {
        params: { id: stage.id },
        body: patchOf(form.values, stage.version),
      }),
    onError: (error) => void atFields(error, form),
    onSuccess: (after) => {
      setSaved(true);
      client.setQueryData(keyStageQuery(stage.id).queryKey, after);
      void client.invalidateQueries({ queryKey: ['key-stages'] });
      showDone(t('saved', { stage: after.label }));
    },
  });
  async function save(): Promise<boolean> {
    return await saving.mutateAsync().then(
      () => true,
      () => false,
    );
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <fieldset className="stage-fields" disabled={!mayChange}>
        <General form={form} stage={stage} />
        <Wording form={form} stage={stage} />
        <Messages form={form} stage={stage} />
        <StageMapping form={form} />
      </fieldset>
      {saving.error && <ProblemAlert error={saving.error} dense />}
      {mayChange && (
        <div className="stage-save">
          <Button type="submit" loading={saving.isPending}>
            {t('save')}
          </Button>
          <PutAway stage={stage} />
        </div>
      )}
      <LeaveQuestion dirty={writing} save={save} />
    </form>
  );
}

function General({ form, stage }: Part): ReactNode {
  const { t } = useTranslation('key-stages');
  return (
    <SettingsBlock title={t('general')} about={t('generalAbout')}>
      <TextInput label={t('label')} maxLength={120} {...form.getInputProps('label')} />
      <div className="settings-pair">
        <NativeSelect
          label={t('autoTrigger')}
          data={[
            { value: '', label: t('trigger_none') },
            ...triggers.map((value) => ({ value, label: t(`trigger_${value}`) })),
          ]}
          {...form.getInputProps('autoTrigger')}
        />
        <NumberInput
          label={t('typicalDays')}
          min={0}
          max={365}
          allowDecimal={false}
          {...form.getInputProps('typicalDays')}
        />
      </div>
      <Checkbox
        label={t('isOptional')}
        description={t('isOptionalAbout')}
        {...form.getInputProps('optional', { type: 'checkbox' })}
      />
      <TriggerFields
        line={{ trigger: form.values.appliesIf, sides: [stage.side] }}
        found={[]}
        onChange={(tests) => form.setFieldValue('appliesIf', tests)}
      />
    </SettingsBlock>
  );
}

function Wording({ form }: Part): ReactNode {
  const { t } = useTranslation('key-stages');
  return (
    <SettingsBlock title={t('wording')} about={t('wordingAbout')}>
      <Checkbox.Group label={t('visibleTo')} {...form.getInputProps('visibleTo')}>
        <div className="settings-actions stage-seen">
          {audiences.map((audience) => (
            <Checkbox key={audience} value={audience} label={t(`audience_${audience}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <TextInput
        label={t('clientWords')}
        placeholder={form.values.label}
        maxLength={300}
        {...form.getInputProps('clientWords')}
      />
      <TextInput
        label={t('referrerWords')}
        placeholder={form.values.label}
        maxLength={300}
        {...form.getInputProps('referrerWords')}
      />
    </SettingsBlock>
  );
}

function Messages({ form }: Part): ReactNode {
  const { t } = useTranslation('key-stages');
  const names = variables.map((name) => `{${name}}`).join(' ');
  return (
    <SettingsBlock title={t('messages')} about={t('messagesAbout', { names })}>
      {audiences.map((audience) => {
        const at = `templates.${audience}.email`;
        const seen = form.values.visibleTo.includes(audience);
        return (
          <fieldset key={audience} className="stage-message">
            <legend>{t(`mailTo_${audience}`)}</legend>
            {!seen && <p className="quiet">{t(`unseen_${audience}`)}</p>}
            <TextInput label={t('subject')} maxLength={200} {...form.getInputProps(`${at}.subject`)} />
            <Textarea
              label={t('body')}
              autosize
              minRows={3}
              maxRows={14}
              maxLength={10_000}
              {...form.getInputProps(`${at}.body`)}
            />
          </fieldset>
        );
      })}
      <Textarea
        label={t('sms')}
        description={t('smsAbout')}
        autosize
        minRows={1}
        maxRows={4}
        maxLength={480}
        {...form.getInputProps('templates.client.sms')}
      />
    </SettingsBlock>
  );
}

/** One that cases have used is archived and can be brought back; one that none has used can go. */
function PutAway({ stage }: { stage: KeyStage }): ReactNode {
  const { t } = useTranslation('key-stages');
  const act = useStagesAction();
  const navigate = useNavigate();
  const params = { id: stage.id };
  const set = (archived: boolean) =>
    act(() => api('PATCH /api/v1/key-stages/:id', { params, body: { archived } }));
  async function archive(): Promise<void> {
    if (await set(true)) showDone(t('didArchive', { stage: stage.label }), () => set(false));
  }
  return (
    <span className="stage-save__end">
      {stage.archived ? (
        <Button size="xs" variant="default" onClick={() => void set(false)}>
          {t('bringBack')}
        </Button>
      ) : (
        <Button size="xs" variant="default" onClick={() => void archive()}>
          {t('archive')}
        </Button>
      )}
      {!stage.used && (
        <PressTwice
          label={t('remove')}
          again={t('removeAgain')}
          about={stage.label}
          onPress={() =>
            void act(async () => {
              await api('DELETE /api/v1/key-stages/:id', { params });
              await navigate({ to: paths.keyStages, search: { side: stage.side } });
            })
          }
        />
      )}
    </span>
  );
}
