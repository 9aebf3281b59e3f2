import '@mantine/core/styles/Input.layer.css';
import { Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from './draft.ts';
import { CountField, PercentField } from './typed-field.tsx';

/** What holds for every line: the rate of VAT, how long a quote is valid, and what is and is not included. */
export function GeneralFields(props: { draft: Draft; onChange: (part: Partial<Draft>) => void }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { draft, onChange } = props;
  return (
    <section className="fee-section" aria-label={t('general')}>
      <h2 className="fee-section__title">{t('general')}</h2>
      <div className="line-form fee-section__general">
        <PercentField
          label={t('vatRate')}
          value={draft.vatBasisPoints}
          // An empty field: no tax.
          onType={(rate) => onChange({ vatBasisPoints: Math.min(rate ?? 0, 5000) })}
        />
        <CountField
          label={t('validDays')}
          value={draft.validDays}
          onType={(days) => days !== null && days > 0 && onChange({ validDays: Math.min(days, 365) })}
        />
        <Textarea
          className="line-form__wide"
          label={t('termsText')}
          description={t('termsTextAbout')}
          autosize
          minRows={2}
          maxRows={14}
          maxLength={8000}
          value={draft.terms}
          onChange={({ currentTarget }) => onChange({ terms: currentTarget.value })}
        />
      </div>
    </section>
  );
}
