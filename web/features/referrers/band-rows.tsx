import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { PenceField, PoundsField } from '../fee-scales/typed-field.tsx';
import type { Fields } from '../matters/use-fields.ts';
import { type BandValues, fromOf, type RuleValues, withBand, withoutBand } from './rule-values.ts';

/** The fee by price: each band begins where the one above ends, so that there can be no hole. */
export function BandRows({ form }: { form: Fields<RuleValues> }): ReactNode {
  const { t } = useTranslation('referrers');
  const { bands } = form.values;
  const set = (next: BandValues[]) => {
    form.setFieldValue('bands', next);
    form.clearErrors();
  };
  const change = (at: number, part: Partial<BandValues>) =>
    set(bands.map((band, index) => (index === at ? { ...band, ...part } : band)));
  return (
    <fieldset className="bands-of-fee" aria-label={t('kind_by_price')}>
      <div className="bands-of-fee__row bands-of-fee__heads" aria-hidden>
        <span>{t('fromHead')}</span>
        <span>{t('upToHead')}</span>
        <span>{t('feeHead')}</span>
      </div>
      {bands.map((band, at) => (
        <div key={band.key} className="bands-of-fee__row">
          <From bands={bands} at={at} />
          {at === bands.length - 1 ? (
            <span className="quiet">{t('noLimit')}</span>
          ) : (
            <PoundsField
              bare
              label={t('upTo', { number: at + 1 })}
              value={band.to}
              onType={(to) => change(at, { to })}
              error={form.errors[`bands.${at}.to`]}
            />
          )}
          <PenceField
            bare
            label={t('bandFee', { number: at + 1 })}
            value={band.pence}
            onType={(pence) => change(at, { pence })}
            error={form.errors[`bands.${at}.pence`]}
          />
          <ActionIcon
            aria-label={t('removeBand', { number: at + 1 })}
            disabled={bands.length === 1}
            onClick={() => set(withoutBand(bands, at))}
          >
            <IconX size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
        onClick={() => set(withBand(bands, crypto.randomUUID()))}
      >
        {t('addBand')}
      </Button>
    </fieldset>
  );
}

function From({ bands, at }: { bands: readonly BandValues[]; at: number }): ReactNode {
  const { locale } = useFirmFormat();
  const from = fromOf(bands, at);
  return <span className="figures">{from === null ? '–' : new Intl.NumberFormat(locale).format(from)}</span>;
}
