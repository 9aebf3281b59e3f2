import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Switch } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { AssigneeField } from './assignee-field.tsx';
import { BillingField } from './billing-field.tsx';
import { BlockList } from './block-list.tsx';
import { MinimumField } from './minimum-field.tsx';
import { type OptionRow, type Options, type OptionsView, valuesOf } from './options.ts';
import { SeatsField } from './seats-field.tsx';
import type { ChangeOptions } from './use-options.ts';
import { useValueWords } from './use-value-words.ts';
import { WaitField } from './wait-field.tsx';

type Props = {
  row: OptionRow;
  view: OptionsView;
  mayChange: boolean;
  onChange: ChangeOptions;
  /** Why it cannot be switched on; what is on can always be switched off. */
  missing?: ReactNode;
};

export type FieldProps = {
  labelledBy: string;
  options: Options;
  disabled: boolean;
  onChange: (change: Partial<Options>) => void;
};

/** One option: its name, what it means, how it stands, and whether that is how it usually is. */
export function OptionLine({ row, view, mayChange, onChange, missing }: Props): ReactNode {
  const { t } = useTranslation('options');
  const id = useId();
  const words = useValueWords();
  const changed = view.changed.includes(row.name);
  const usual = words(view.defaults, row.name);
  const cannot = missing !== undefined && view.options[row.name] !== true;
  const set = (change: Partial<Options>) =>
    onChange(
      change,
      t('saved', { option: t(row.title), value: words({ ...view.options, ...change }, row.name) }),
    );
  return (
    <div className="option" data-changed={changed || undefined} data-tall={isTall(row) || undefined}>
      <div className="option__words">
        <h3 className="option__name" id={id}>
          {t(row.title)}
        </h3>
        <p className="option__about">{t(row.about)}</p>
        <p className="option__usual">
          {changed && mayChange && !cannot ? (
            <button
              type="button"
              className="option__back"
              onClick={() => set(valuesOf(view.defaults, [row.name]))}
            >
              {t('backToDefault', { value: usual })}
            </button>
          ) : (
            t(view.destination === '' ? 'default' : 'firmHas', { value: usual })
          )}
        </p>
        {missing !== undefined && (
          <p className="option__missing" id={`${id}-missing`}>
            {missing}
          </p>
        )}
      </div>
      <div className="option__control">
        <Control
          row={row}
          // A description beside the name would count as the only label (axe), so the reason is part of the name.
          labelledBy={missing === undefined ? id : `${id} ${id}-missing`}
          options={view.options}
          disabled={!mayChange || cannot}
          onChange={set}
        />
      </div>
    </div>
  );
}

function isTall({ name }: OptionRow): boolean {
  return name === 'blockList' || name === 'seats';
}

function Control({ row, ...field }: FieldProps & { row: OptionRow }): ReactNode {
  switch (row.name) {
    case 'minimumDurationSeconds':
      return <MinimumField {...field} />;
    case 'blockList':
      return <BlockList {...field} />;
    case 'seats':
      return <SeatsField {...field} />;
    case 'defaultTaskAssignee':
      return <AssigneeField {...field} />;
    case 'billing':
      return <BillingField {...field} />;
    case 'writeOnceWaitMinutes':
      return <WaitField {...field} />;
    default:
      return (
        <Switch
          aria-labelledby={field.labelledBy}
          size="md"
          checked={field.options[row.name]}
          disabled={field.disabled}
          onChange={(event) => field.onChange({ [row.name]: event.currentTarget.checked })}
        />
      );
  }
}
