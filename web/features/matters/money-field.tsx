import '@mantine/core/styles/NumberInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import { NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { decimalsOf, symbolOf } from './money-parts.ts';

/** An amount as one writes it ("48.00"), kept in minor units; null while empty. */
export function MoneyField(props: {
  label: string;
  description?: string;
  placeholder?: string;
  value: number | null;
  onChange: (minor: number | null) => void;
  error?: ReactNode;
  disabled?: boolean;
  negative?: boolean;
}): ReactNode {
  const { locale, currency } = useFirmFormat();
  const decimals = decimalsOf(currency, locale);
  const unit = 10 ** decimals;
  return (
    <NumberInput
      label={props.label}
      description={props.description}
      placeholder={props.placeholder ?? ''}
      error={props.error}
      disabled={props.disabled ?? false}
      prefix={symbolOf(currency, locale)}
      thousandSeparator=","
      decimalScale={decimals}
      fixedDecimalScale
      allowNegative={props.negative ?? false}
      hideControls
      value={props.value === null ? '' : props.value / unit}
      onChange={(written) => {
        const number = typeof written === 'number' ? written : Number.parseFloat(written);
        props.onChange(Number.isFinite(number) ? Math.round(number * unit) : null);
      }}
    />
  );
}
