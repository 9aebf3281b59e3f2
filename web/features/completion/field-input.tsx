import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/NumberInput.layer.css';
import { NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import type { ChangeEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ContactPicker } from '../contacts/contact-picker.tsx';
import { MoneyField } from '../matters/money-field.tsx';
import type { FieldValue, SheetField } from './sheet-query.ts';

interface InputProps {
  field: SheetField;
  /** What an empty choice says. */
  empty: string;
  value: FieldValue;
  error: string | undefined;
  onWrite: (value: FieldValue, save?: boolean) => void;
}

/** The control that fits the field's kind. */
export function FieldInput(props: InputProps): ReactNode {
  switch (props.field.kind) {
    case 'money':
      return <MoneyInput {...props} />;
    case 'percent':
      return <PercentInput {...props} />;
    case 'choice':
    case 'yes_no':
      return <ChoiceInput {...props} />;
    case 'contact':
      return <ContactInput {...props} />;
    case 'long_text':
      return <LongText {...props} />;
    default:
      return <TextLike {...props} />;
  }
}

const textOf = (value: FieldValue): string => (typeof value === 'string' ? value : '');

function MoneyInput({ field, value, error, onWrite }: InputProps): ReactNode {
  const { currency } = useFirmFormat();
  const minor = typeof value === 'object' && value !== null ? value.amount : null;
  return (
    <MoneyField
      label={field.label}
      value={minor}
      error={error}
      onChange={(amount) => {
        // The control also tells what it was filled with.
        if (amount !== minor) onWrite(amount === null ? null : { amount, currency });
      }}
    />
  );
}

function PercentInput({ field, value, error, onWrite }: InputProps): ReactNode {
  const share = typeof value === 'number' ? value : null;
  return (
    <NumberInput
      label={field.label}
      error={error}
      suffix="%"
      decimalScale={2}
      allowNegative={false}
      hideControls
      value={share === null ? '' : share / 100}
      onChange={(written) => {
        const number = typeof written === 'number' ? written : Number.parseFloat(written);
        const next = Number.isFinite(number) ? Math.round(number * 100) : null;
        if (next !== share) onWrite(next);
      }}
    />
  );
}

function ChoiceInput({ field, empty, value, error, onWrite }: InputProps): ReactNode {
  const { t } = useTranslation('completion');
  const yesNo = field.kind === 'yes_no';
  const choices = yesNo
    ? [
        { value: 'yes', label: t('yes') },
        { value: 'no', label: t('no') },
      ]
    : field.choices;
  const chosen = typeof value === 'boolean' ? (value ? 'yes' : 'no') : textOf(value);
  return (
    <NativeSelect
      label={field.label}
      error={error}
      data={[{ value: '', label: empty }, ...choices]}
      value={chosen}
      onChange={(event) => {
        const next = event.currentTarget.value;
        onWrite(next === '' ? null : yesNo ? next === 'yes' : next);
      }}
    />
  );
}

function ContactInput({ field, value, error, onWrite }: InputProps): ReactNode {
  const id = textOf(value);
  return (
    <ContactPicker
      label={field.label}
      error={error}
      value={id === '' ? null : { value: id, label: field.contactName ?? '' }}
      onChange={(choice) => onWrite(choice?.value ?? null)}
    />
  );
}

function LongText({ field, value, error, onWrite }: InputProps): ReactNode {
  return (
    <Textarea
      label={field.label}
      error={error}
      autosize
      minRows={3}
      maxRows={12}
      maxLength={10_000}
      value={textOf(value)}
      onChange={(event) => onWrite(event.currentTarget.value === '' ? null : event.currentTarget.value)}
    />
  );
}

const htmlTypes = { date: 'date', time: 'time', moment: 'datetime-local' } as const;

function TextLike({ field, value, error, onWrite }: InputProps): ReactNode {
  const { kind } = field;
  const dated = kind === 'date' || kind === 'time' || kind === 'moment';
  function onChange({ currentTarget: input }: ChangeEvent<HTMLInputElement>): void {
    // A date of which only the day or two digits of the year are there yet is not one to save.
    const whole =
      !input.validity.badInput && (kind === 'time' || input.value === '' || input.value >= '1900');
    onWrite(input.value === '' ? null : input.value, !dated || whole);
  }
  return (
    <TextInput
      label={field.label}
      error={error}
      type={dated ? htmlTypes[kind] : 'text'}
      maxLength={300}
      value={textOf(value)}
      onChange={onChange}
    />
  );
}
