import '@mantine/core/styles/Checkbox.layer.css';
import { Checkbox, NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStaffChoices } from '../activity/queries.ts';
import type { FieldProps } from './option-line.tsx';

/** All staff, or the people who have a seat. */
export function SeatsField({ labelledBy, options, disabled, onChange }: FieldProps): ReactNode {
  const { t } = useTranslation('options');
  const staff = useStaffChoices();
  const { seats } = options;
  const chosen = seats === 'all' ? [] : seats;
  return (
    <div className="seats-field">
      <NativeSelect
        aria-labelledby={labelledBy}
        disabled={disabled}
        value={seats === 'all' ? 'all' : 'some'}
        data={[
          { value: 'all', label: t('seatsEverybody') },
          { value: 'some', label: t('seatsChosen') },
        ]}
        onChange={(event) =>
          onChange({ seats: event.currentTarget.value === 'all' ? 'all' : staff.map(({ value }) => value) })
        }
      />
      {seats !== 'all' && (
        <fieldset className="seats-field__people" aria-labelledby={labelledBy}>
          {staff.map(({ value, label }) => (
            <Checkbox
              key={value}
              label={label}
              disabled={disabled}
              checked={chosen.includes(value)}
              onChange={(event) =>
                onChange({
                  seats: event.currentTarget.checked
                    ? [...chosen, value]
                    : chosen.filter((other) => other !== value),
                })
              }
            />
          ))}
          {chosen.length === 0 && <p className="seats-field__nobody">{t('seatsNobody')}</p>}
        </fieldset>
      )}
    </div>
  );
}
