import { Select, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fields } from '../matters/use-fields.ts';

export interface WhenValues extends Record<string, unknown> {
  /** `YYYY-MM-DD`; empty: no day. */
  dueOn: string;
  /** Days; empty: never. */
  remindEvery: string;
}

type FieldProps = ReturnType<Fields<WhenValues>['getInputProps']>;

const reminders = ['', '1', '2', '3', '7', '14'];

/** By when it is needed, and how often the client is reminded. */
export function WhenFields(fields: {
  dueOn: FieldProps;
  remindEvery: FieldProps;
  /** As it is now: what another program chose stays on offer. */
  days: string;
}): ReactNode {
  const { t } = useTranslation('sharing');
  const choices = new Set([...reminders, fields.days]);
  return (
    <div className="slot-fields__row">
      <TextInput type="date" label={t('due')} {...fields.dueOn} />
      <Select
        label={t('remind')}
        allowDeselect={false}
        data={[...choices].map((days) => ({
          value: days,
          label: days === '' ? t('remindNever') : t('remindEvery', { count: Number(days) }),
        }))}
        comboboxProps={{ withinPortal: true }}
        {...fields.remindEvery}
      />
    </div>
  );
}

/** As the API takes them. */
export const sentWhen = ({ dueOn, remindEvery }: WhenValues) => ({
  dueOn: dueOn === '' ? null : dueOn,
  remindEvery: remindEvery === '' ? null : Number(remindEvery),
});
