import '@mantine/core/styles/Input.layer.css';
import { TextInput } from '@mantine/core';
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { symbolOf } from '../matters/money-parts.ts';
import {
  parseCount,
  parsePence,
  parsePercent,
  parsePounds,
  writePence,
  writePercent,
  writeWhole,
} from './typed.ts';

type FieldProps = {
  /** `bare` fields stand in a table, under its heading: their label is only read out. */
  label: string;
  bare?: boolean;
  description?: string;
  value: number | null;
  onType: (value: number | null) => void;
  /** Said at the field; `true` only marks it, the words stand elsewhere. */
  error?: ReactNode;
  describedBy?: string | undefined;
  placeholder?: string;
  cell?: string;
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  onPaste?: (event: ClipboardEvent<HTMLInputElement>) => void;
};

type Kind = {
  parse: (text: string) => number | null;
  write: (value: number) => string;
  prefix?: string;
  suffix?: string;
};

/** A number as one types it. What cannot be read stays in the field and is said, so that nothing vanishes. */
function TypedField({ kind, ...props }: FieldProps & { kind: Kind }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const [text, setText] = useState<string>();
  const { value, bare } = props;
  // Another value from elsewhere (a row above, an undo) is newer than what was typed here.
  useEffect(() => {
    setText((typed) => (typed === undefined || kind.parse(typed) === value ? typed : undefined));
  }, [value, kind.parse]);
  const unreadable = text !== undefined && text.trim() !== '' && kind.parse(text) === null;
  const side = (sign: string) => <span aria-hidden>{sign}</span>;
  return (
    <TextInput
      {...(bare ? { 'aria-label': props.label } : { label: props.label })}
      description={props.description}
      placeholder={props.placeholder ?? ''}
      size={bare ? 'xs' : 'sm'}
      inputMode="decimal"
      autoComplete="off"
      className="typed-field"
      data-cell={props.cell}
      aria-describedby={props.describedBy}
      {...(kind.prefix === undefined ? {} : { leftSection: side(kind.prefix), leftSectionWidth: 26 })}
      {...(kind.suffix === undefined ? {} : { rightSection: side(kind.suffix), rightSectionWidth: 26 })}
      value={text ?? (value === null ? '' : kind.write(value))}
      error={unreadable ? (bare ? true : t('unreadable')) : props.error}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        props.onType(kind.parse(currentTarget.value));
      }}
      onBlur={() => {
        if (!unreadable) setText(undefined);
      }}
      onKeyDown={props.onKeyDown}
      onPaste={props.onPaste}
    />
  );
}

/** Pounds and pence, kept in pence. */
export function PenceField(props: FieldProps): ReactNode {
  const { locale, currency } = useFirmFormat();
  const write = (pence: number) => writePence(pence, locale);
  return <TypedField {...props} kind={{ parse: parsePence, write, prefix: symbolOf(currency, locale) }} />;
}

/** Whole pounds: prices of property. */
export function PoundsField(props: FieldProps): ReactNode {
  const { locale, currency } = useFirmFormat();
  const write = (pounds: number) => writeWhole(pounds, locale);
  return <TypedField {...props} kind={{ parse: parsePounds, write, prefix: symbolOf(currency, locale) }} />;
}

/** Per cent, kept in hundredths of one. */
export function PercentField(props: FieldProps): ReactNode {
  return <TypedField {...props} kind={{ parse: parsePercent, write: writePercent, suffix: '%' }} />;
}

export function CountField(props: FieldProps): ReactNode {
  return <TypedField {...props} kind={{ parse: parseCount, write: String }} />;
}
