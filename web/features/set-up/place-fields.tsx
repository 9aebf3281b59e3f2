import '@mantine/core/styles/Input.layer.css';
import { NativeSelect } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Country } from '../../api/contract.ts';
import { currencies, otherZones, ownZones, type Place, placeIn, zoneName } from './place.ts';

const countries = ['GB', 'US', 'AU'] as const;

type Errors = { readonly [K in keyof Place]?: ReactNode };

function isCountry(value: string): value is Country {
  return countries.some((country) => country === value);
}

/** Country, clock and money of the firm. A new country brings its own clock and money. */
export function PlaceFields(props: {
  value: Place;
  errors: Errors;
  onChange: (place: Place) => void;
}): ReactNode {
  const { t } = useTranslation('entry');
  const { value, errors, onChange } = props;
  return (
    <>
      <NativeSelect
        label={t('country')}
        value={value.country}
        error={errors.country}
        onChange={({ currentTarget }) =>
          isCountry(currentTarget.value) && onChange(placeIn(currentTarget.value, value.timeZone))
        }
        data={countries.map((country) => ({ value: country, label: t(`country${country}`) }))}
      />
      <ZoneField
        country={value.country}
        value={value.timeZone}
        error={errors.timeZone}
        onChange={(timeZone) => onChange({ ...value, timeZone })}
      />
      <NativeSelect
        label={t('currency')}
        value={value.currency}
        error={errors.currency}
        onChange={({ currentTarget }) => onChange({ ...value, currency: currentTarget.value })}
        data={[...new Set([...currencies, value.currency])].map((code) => ({
          value: code,
          label: currencyName(code),
        }))}
      />
    </>
  );
}

function ZoneField(props: {
  country: Country;
  value: string;
  error: ReactNode;
  onChange: (zone: string) => void;
}): ReactNode {
  const { t } = useTranslation('entry');
  const { country, value } = props;
  const rest = useMemo(() => otherZones(country, Intl.supportedValuesOf('timeZone')), [country]);
  const listed = [...ownZones[country], ...rest.flatMap(({ zones }) => zones)].includes(value);
  return (
    <NativeSelect
      label={t('timeZone')}
      value={value}
      error={props.error}
      onChange={({ currentTarget }) => props.onChange(currentTarget.value)}
    >
      {!listed && <option value={value}>{zoneName(value)}</option>}
      <optgroup label={t(`country${country}`)}>
        {ownZones[country].map((zone) => (
          <option key={zone} value={zone}>
            {zoneName(zone)}
          </option>
        ))}
      </optgroup>
      {rest.map(({ area, zones }) => (
        <optgroup key={area} label={area}>
          {zones.map((zone) => (
            <option key={zone} value={zone}>
              {zoneName(zone)}
            </option>
          ))}
        </optgroup>
      ))}
    </NativeSelect>
  );
}

/** `GBP` → `British Pound`, as the browser calls it. */
function currencyName(code: string): string {
  return new Intl.DisplayNames('en-GB', { type: 'currency' }).of(code) ?? code;
}
