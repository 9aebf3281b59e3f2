import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { billedMinutes, exampleSeconds } from './billing.ts';
import type { FieldProps } from './option-line.tsx';

const units: readonly number[] = [1, 5, 6, 10, 12, 15, 30, 60];
const minimums: readonly number[] = [0, 1, 5, 6, 10, 12, 15, 30, 60];
const roundings = [
  ['up', 'rounding_up'],
  ['nearest', 'rounding_nearest'],
  ['down', 'rounding_down'],
] as const;

function offered(usual: readonly number[], own: number): readonly number[] {
  return usual.includes(own) ? usual : [...usual, own].toSorted((a, b) => a - b);
}

/** Unit, rounding and minimum, with what they make of a call of 7 min 12 s. */
export function BillingField({ options, disabled, onChange }: FieldProps): ReactNode {
  const { t } = useTranslation(['options', 'ui']);
  const rule = options.billing;
  const spoken = t('ui:minutesSeconds', {
    minutes: Math.floor(exampleSeconds / 60),
    seconds: exampleSeconds % 60,
  });
  const set = (change: Partial<typeof rule>) => onChange({ billing: { ...rule, ...change } });
  return (
    <div className="billing-field">
      <NativeSelect
        label={t('billingUnit')}
        disabled={disabled}
        value={String(rule.unitMinutes)}
        data={offered(units, rule.unitMinutes).map((minutes) => ({
          value: String(minutes),
          label: t('billingMinutes', { count: minutes }),
        }))}
        onChange={(event) => set({ unitMinutes: Number(event.currentTarget.value) })}
      />
      <NativeSelect
        label={t('billingRounding')}
        disabled={disabled}
        value={rule.rounding}
        data={roundings.map(([value, label]) => ({ value, label: t(label) }))}
        onChange={(event) => {
          const chosen = roundings.find(([value]) => value === event.currentTarget.value);
          if (chosen) set({ rounding: chosen[0] });
        }}
      />
      <NativeSelect
        label={t('billingMinimum')}
        disabled={disabled}
        value={String(rule.minimumMinutes)}
        data={offered(minimums, rule.minimumMinutes).map((minutes) => ({
          value: String(minutes),
          label: minutes === 0 ? t('billingNoMinimum') : t('billingMinutes', { count: minutes }),
        }))}
        onChange={(event) => set({ minimumMinutes: Number(event.currentTarget.value) })}
      />
      <p className="billing-field__example figures" aria-live="polite">
        {t('billingExample', { spoken, count: billedMinutes(exampleSeconds, rule) })}
      </p>
    </div>
  );
}
