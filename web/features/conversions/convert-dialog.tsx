import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import { Select, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { useMatterTypeOptions, useStaffOptions } from '../matters/firm-lists.ts';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import './conversions.css';
import { type Conversion, conversionQuery, planQuery } from './queries.ts';
import { StepList } from './step-list.tsx';

interface Values extends Record<string, unknown> {
  title: string;
  matterTypeId: string | null;
  number: string;
  personResponsibleId: string | null;
  clientRole: string;
  notes: string;
  /** The connection; '' is the firm's own record. */
  place: string;
}

/** Who runs it, what kind it is, and what is handed over: then the lead is a matter. */
export function ConvertDialog(props: {
  lead: { id: string; title: string; assigneeId: string | null; clientRole: string };
  onClose: () => void;
  onMade: (made: Conversion) => void;
}): ReactNode {
  const { t } = useTranslation('conversions');
  const { t: words } = useTranslation('matters');
  const { staff: me } = useMe();
  const client = useQueryClient();
  const plan = useQuery(planQuery(props.lead.id)).data;
  const types = useMatterTypeOptions();
  const initial: Values = {
    title: props.lead.title,
    matterTypeId: null,
    number: '',
    personResponsibleId: props.lead.assigneeId ?? me.id,
    clientRole: props.lead.clientRole,
    notes: '',
    place: '',
  };
  const form = useFields(
    initial,
    ({ title, personResponsibleId }): Record<string, string> => ({
      ...(title.trim() === '' && { title: t('titleNeeded') }),
      ...(personResponsibleId === null && { personResponsibleId: t('responsibleNeeded') }),
    }),
  );
  const staff = useStaffOptions([form.values.personResponsibleId]);
  const places = plan?.places ?? [];
  const offered = places[0]?.connectionId ?? '';
  const { setFieldValue } = form;
  // The system where the firm keeps its matters is offered first.
  useEffect(() => setFieldValue('place', offered), [setFieldValue, offered]);
  const saving = useSaving(
    form,
    ({ title, number, clientRole, notes, matterTypeId, personResponsibleId, place }) =>
      api('POST /api/v1/leads/:leadId/convert', {
        params: { leadId: props.lead.id },
        body: {
          title: title.trim(),
          ...(number.trim() !== '' && { number: number.trim() }),
          matterTypeId,
          personResponsibleId: personResponsibleId ?? me.id,
          ...(clientRole.trim() !== '' && { clientRole: clientRole.trim() }),
          notes,
          sendTo: place === '' ? null : place,
        },
      }),
    (made) => {
      client.setQueryData(conversionQuery(props.lead.id).queryKey, made);
      void client.invalidateQueries({ queryKey: ['leads'] });
      void client.invalidateQueries({ queryKey: ['matters'] });
      showDone(
        made.keptIn === null
          ? t('made', { title: made.matterTitle, number: made.matterNumber })
          : t('beingSent', { title: made.matterTitle, label: made.keptIn }),
      );
      props.onMade(made);
    },
  );
  return (
    <FormDialog title={t('title')} saveLabel={t('save')} saving={saving} onClose={props.onClose}>
      <p className="quiet">{plan?.quoteReference === null ? t('noQuote') : t('about')}</p>
      {places.length > 0 && (
        <Select
          label={t('keptIn')}
          data={[
            ...places.map(({ connectionId, label }) => ({ value: connectionId, label })),
            { value: '', label: t('ownRecord') },
          ]}
          allowDeselect={false}
          {...form.getInputProps('place')}
        />
      )}
      <TextInput
        label={words('matterTitle')}
        withAsterisk
        data-autofocus
        maxLength={300}
        {...form.getInputProps('title')}
      />
      <div className="form-line">
        <Select
          label={words('responsible')}
          data={staff}
          withAsterisk
          searchable
          {...form.getInputProps('personResponsibleId')}
        />
        <Select
          label={words('type')}
          data={types}
          clearable
          searchable
          {...form.getInputProps('matterTypeId')}
        />
      </div>
      <div className="form-line">
        <TextInput
          label={words('number')}
          placeholder={words('nextNumber')}
          maxLength={60}
          {...form.getInputProps('number')}
        />
        <TextInput label={t('clientRole')} maxLength={100} {...form.getInputProps('clientRole')} />
      </div>
      <Textarea
        label={t('notes')}
        description={t('notesAbout')}
        rows={3}
        maxLength={20_000}
        {...form.getInputProps('notes')}
      />
      {plan && (
        <details className="conversion-plan">
          <summary>{t('whatIsMade', { count: plan.steps.length })}</summary>
          <StepList steps={plan.steps} />
        </details>
      )}
    </FormDialog>
  );
}
