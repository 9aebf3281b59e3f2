import { Select, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStaffOptions } from './firm-lists.ts';
import type { Fields } from './use-fields.ts';

/** What most records of a matter have: what it is, when and whose it was. */
export type CommonValues = { subject: string; date: string; staffId: string | null };

/** Says what is missing: a record needs a subject. */
export function useSubjectCheck(): (values: Pick<CommonValues, 'subject'>) => Record<string, string> {
  const { t } = useTranslation('matters');
  return ({ subject }) => (subject.trim() === '' ? { subject: t('subjectNeeded') } : {});
}

export function SubjectField<V extends CommonValues>(props: {
  form: Fields<V>;
  frozen: boolean;
  isNew: boolean;
  placeholder?: string;
}): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <TextInput
      label={t('subject')}
      {...(props.placeholder !== undefined && { placeholder: props.placeholder })}
      withAsterisk
      maxLength={300}
      disabled={props.frozen}
      autoFocus={props.isNew}
      {...props.form.getInputProps('subject')}
    />
  );
}

export function DayAndPerson<V extends CommonValues>(props: { form: Fields<V>; frozen: boolean }): ReactNode {
  const { t } = useTranslation('matters');
  const { form, frozen } = props;
  const staff = useStaffOptions([form.values.staffId]);
  return (
    <div className="form-line">
      <TextInput type="date" label={t('date')} disabled={frozen} {...form.getInputProps('date')} />
      <Select
        label={t('person')}
        data={staff}
        searchable
        disabled={frozen}
        {...form.getInputProps('staffId')}
      />
    </div>
  );
}

export function DescriptionField<V extends { description: string }>(props: {
  form: Fields<V>;
  frozen: boolean;
  rows: number;
}): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <Textarea
      label={t('description')}
      rows={props.rows}
      maxLength={100_000}
      disabled={props.frozen}
      {...props.form.getInputProps('description')}
    />
  );
}
