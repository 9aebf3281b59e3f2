import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { activityCodesQuery } from '../matters/firm-lists.ts';
import { AmountFields } from './amount-fields.tsx';
import { ChoiceSelect } from './choice-select.tsx';
import type { EditAmount, EditLine } from './draft.ts';
import type { Found } from './found.ts';
import { drivers, shown, treatments } from './lists.ts';
import { sectionKinds, sides } from './queries.ts';
import { TriggerFields } from './trigger-fields.tsx';

type Props = {
  line: EditLine;
  found: readonly Found[];
  onChange: (part: Partial<EditLine>) => void;
  onAmount: (part: Partial<EditAmount>) => void;
};

/** Everything about one line: what it is called, when it applies, what it costs, and how it is told. */
export function LineForm(props: Props): ReactNode {
  const { line, found, onChange } = props;
  // What is said at a field of its own is not said again above.
  const own = /^missing_|^not_asked|^wrong_answer/;
  const general = found.filter(({ band, problem }) => band === null && !own.test(problem));
  return (
    <div className="line-form">
      {general.map(({ message }) => (
        <p key={message} className="line-form__error line-form__wide" role="alert">
          {message}
        </p>
      ))}
      <NameFields {...props} />
      <AmountFields amount={line.amount} found={found} onChange={props.onAmount} />
      <TriggerFields
        line={line}
        found={found.filter(({ problem }) => /^(not_asked|wrong_answer|missing_trigger)/.test(problem))}
        onChange={(trigger) => onChange({ trigger })}
      />
      <TellFields {...props} />
      <MappingFields {...props} />
    </div>
  );
}

function NameFields({ line, found, onChange }: Props): ReactNode {
  const { t } = useTranslation('fee-scales');
  const missing = (what: string) => found.find(({ problem }) => problem === `missing_${what}`)?.message;
  return (
    <>
      <TextInput
        className="line-form__two"
        label={t('label')}
        maxLength={120}
        autoComplete="off"
        data-line-label
        value={line.label}
        error={missing('label')}
        onChange={({ currentTarget }) => onChange({ label: currentTarget.value })}
      />
      <ChoiceSelect
        label={t('section')}
        value={line.section}
        options={sectionKinds}
        name={(section) => t(`section_${section}`)}
        onChoose={(section) => onChange({ section })}
      />
      <Textarea
        className="line-form__wide"
        label={t('detail')}
        description={t('detailAbout')}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={1000}
        value={line.detail}
        onChange={({ currentTarget }) => onChange({ detail: currentTarget.value })}
      />
      <fieldset className="line-form__wide terms__choices">
        <legend>{t('sides')}</legend>
        {sides.map((side) => (
          <Checkbox
            key={side}
            label={t(`side_${side}`)}
            checked={line.sides.includes(side)}
            onChange={({ currentTarget: { checked } }) =>
              onChange({ sides: sides.filter((one) => (one === side ? checked : line.sides.includes(one))) })
            }
          />
        ))}
        {missing('sides') !== undefined && (
          <p className="line-form__error" role="alert">
            {missing('sides')}
          </p>
        )}
      </fieldset>
    </>
  );
}

/** How often it is charged, with what VAT, and how the client is told. */
function TellFields({ line, onChange }: Props): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { vat } = line;
  return (
    <>
      <ChoiceSelect
        label={t('quantity')}
        value={line.quantity}
        options={drivers}
        name={(driver) => t(`driver_${driver}`)}
        onChoose={(quantity) => onChange({ quantity })}
      />
      <ChoiceSelect
        label={t('vat')}
        value={vat.treatment}
        options={treatments}
        name={(treatment) => t(`vat_${treatment}`)}
        onChoose={(treatment) => onChange({ vat: { ...vat, treatment } })}
      />
      <ChoiceSelect
        label={t('show')}
        value={line.show}
        options={shown}
        name={(show) => t(`show_${show}`)}
        onChoose={(show) => onChange({ show })}
      />
      <div className="line-form__wide line-form__ticks">
        {vat.treatment === 'standard' && (
          <Checkbox
            label={t('vatInclusive')}
            checked={vat.inclusive}
            onChange={({ currentTarget }) => onChange({ vat: { ...vat, inclusive: currentTarget.checked } })}
          />
        )}
        {line.show === 'optional' && (
          <Checkbox
            label={t('ticked')}
            checked={line.ticked}
            onChange={({ currentTarget }) => onChange({ ticked: currentTarget.checked })}
          />
        )}
        <Checkbox
          label={t('onAccount')}
          checked={line.onAccount}
          onChange={({ currentTarget }) => onChange({ onAccount: currentTarget.checked })}
        />
      </div>
    </>
  );
}

const mappings = ['section', 'yes', 'no'] as const;

function MappingFields({ line, onChange }: Props): ReactNode {
  const { t } = useTranslation('fee-scales');
  const codes = useQuery(activityCodesQuery).data?.items ?? [];
  const { activityCode } = line;
  const known = activityCode === null || codes.some(({ label }) => label === activityCode);
  return (
    <>
      <ChoiceSelect
        label={t('mapped')}
        value={line.mapped === null ? 'section' : line.mapped ? 'yes' : 'no'}
        options={mappings}
        name={(mapped) => t(`mapped_${mapped}`)}
        onChoose={(mapped) => onChange({ mapped: mapped === 'section' ? null : mapped === 'yes' })}
      />
      <NativeSelect
        label={t('activityCode')}
        value={activityCode ?? ''}
        data={[
          { value: '', label: t('noActivityCode') },
          ...(known ? [] : [{ value: activityCode, label: activityCode }]),
          ...codes.map(({ label }) => ({ value: label, label })),
        ]}
        onChange={({ currentTarget }) => onChange({ activityCode: currentTarget.value || null })}
      />
    </>
  );
}
