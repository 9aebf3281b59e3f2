import {
  IconBriefcase,
  IconCash,
  IconCheck,
  IconFileText,
  IconForms,
  IconNotes,
  IconReceipt,
  IconUser,
  IconUserShare,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { Money } from '../../ui/money.tsx';
import './conversions.css';
import type { ConversionStep } from './queries.ts';

const icons: Readonly<Record<ConversionStep['step'], TablerIcon>> = {
  contact: IconUser,
  referrer: IconUserShare,
  matter: IconBriefcase,
  layout: IconForms,
  fee: IconCash,
  cost_recovery: IconReceipt,
  memo: IconNotes,
  document: IconFileText,
};

/** What is made, or was, one line each; what the words say is what the matter will show. */
export function StepList(props: {
  steps: readonly (Pick<ConversionStep, 'step' | 'label' | 'amountPence'> & Partial<ConversionStep>)[];
}): ReactNode {
  const { t } = useTranslation('conversions');
  const { currency } = useFirmFormat();
  return (
    <ol className="conversion-steps">
      {props.steps.map(({ step, label, amountPence, state, detail }, at) => {
        const Icon = icons[step];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the order of the steps never changes
          <li key={at} data-state={state ?? 'planned'}>
            <Icon size={16} stroke={1.75} aria-hidden />
            <span className="conversion-steps__label">
              {label} <small>{t(`step_${step}`)}</small>
            </span>
            {amountPence !== null && <Money amount={amountPence} currency={currency} />}
            {state === 'done' && <IconCheck size={16} stroke={2} role="img" aria-label={t('state_done')} />}
            {state !== undefined && state !== 'done' && <small>{detail ?? t(`state_${state}`)}</small>}
          </li>
        );
      })}
    </ol>
  );
}
