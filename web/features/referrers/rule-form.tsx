import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/Input.layer.css';
import { Checkbox, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { formatMoney } from '../../ui/money-format.ts';
import { ChoiceSelect } from '../fee-scales/choice-select.tsx';
import { PenceField, PercentField } from '../fee-scales/typed-field.tsx';
import { useToday } from '../matters/day-words.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { type Fields, useFields } from '../matters/use-fields.ts';
import { BandRows } from './band-rows.tsx';
import { noun, type Referrer, referrerQuery } from './queries.ts';
import {
  dueDays,
  emptyRule,
  faultsOf,
  kinds,
  payers,
  type RuleValues,
  ruleOf,
  transactions,
  vatOf,
} from './rule-values.ts';

type Form = Fields<RuleValues>;

/** Another agreement from a day on: the fee, who pays it, when it is due, and what a client would read. */
export function RuleForm({ referrer, onClose }: { referrer: Referrer; onClose: () => void }): ReactNode {
  const { t } = useTranslation('referrers');
  const client = useQueryClient();
  const today = useToday();
  const { country } = useFirmFormat();
  const form: Form = useFields(
    emptyRule(today, vatOf[country], () => crypto.randomUUID()),
    (values) => Object.fromEntries(Object.entries(faultsOf(values)).map(([at, fault]) => [at, t(fault)])),
  );
  const saving = useSaving(
    form,
    (values) =>
      api('POST /api/v1/referrers/:id/fee-rules', {
        params: { id: referrer.id },
        body: { startsOn: values.startsOn, rule: ruleOf(values) },
      }),
    (saved) => {
      client.setQueryData(referrerQuery(referrer.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: [noun] });
      onClose();
    },
  );
  return (
    <FormDialog
      title={t(referrer.rules.length === 0 ? 'agreeFirst' : 'agree')}
      saveLabel={t('saveFee')}
      saving={saving}
      onClose={onClose}
    >
      <ChoiceSelect
        label={t('kind')}
        value={form.values.kind}
        options={kinds}
        name={(kind) => t(`kind_${kind}`)}
        onChoose={(kind) => form.setFieldValue('kind', kind)}
      />
      <Amount form={form} />
      {form.values.kind !== 'none' && <Terms form={form} />}
      <TextInput
        type="date"
        label={t('startsOn')}
        description={t('startsOnAbout')}
        min={today}
        {...form.getInputProps('startsOn')}
      />
      <Example values={form.values} name={referrer.name} />
    </FormDialog>
  );
}

function Amount({ form }: { form: Form }): ReactNode {
  const { t } = useTranslation('referrers');
  const { kind } = form.values;
  if (kind === 'fixed')
    return (
      <PenceField
        label={t('amount')}
        value={form.values.pence}
        onType={(pence) => form.setFieldValue('pence', pence)}
        error={form.errors.pence}
      />
    );
  if (kind === 'by_transaction') return <ByTransaction form={form} />;
  if (kind === 'by_price') return <BandRows form={form} />;
  if (kind === 'percentage') return <Percentage form={form} />;
  return null;
}

function ByTransaction({ form }: { form: Form }): ReactNode {
  const { t } = useTranslation('referrers');
  const { amounts } = form.values;
  return (
    <div className="form-line">
      {transactions.map((transaction, index) => (
        <PenceField
          key={transaction}
          label={t(`transaction_${transaction}`)}
          {...(index === 0 && { description: t('emptyIsNothing') })}
          value={amounts[transaction] ?? null}
          onType={(pence) => {
            form.setFieldValue('amounts', { ...amounts, [transaction]: pence });
            form.clearErrors();
          }}
          error={form.errors[`amounts.${transaction}`]}
        />
      ))}
    </div>
  );
}

function Percentage({ form }: { form: Form }): ReactNode {
  const { t } = useTranslation('referrers');
  const { basisPoints, minPence, maxPence } = form.values;
  return (
    <>
      <PercentField
        label={t('share')}
        value={basisPoints}
        onType={(value) => form.setFieldValue('basisPoints', value)}
        error={form.errors.basisPoints}
      />
      <div className="form-line">
        <PenceField
          label={t('least')}
          value={minPence}
          onType={(value) => form.setFieldValue('minPence', value)}
          error={form.errors['rule.fee.minPence']}
        />
        <PenceField
          label={t('most')}
          value={maxPence}
          onType={(value) => form.setFieldValue('maxPence', value)}
        />
      </div>
    </>
  );
}

function Terms({ form }: { form: Form }): ReactNode {
  const { t } = useTranslation('referrers');
  const { payer, dueOn, vatAdded, vatBasisPoints } = form.values;
  return (
    <>
      <div className="form-line">
        <ChoiceSelect
          label={t('payer')}
          value={payer}
          options={payers}
          name={(one) => t(`payer_${one}`)}
          onChoose={(one) => form.setFieldValue('payer', one)}
        />
        {payer !== 'disclosed_only' && (
          <ChoiceSelect
            label={t('dueOn')}
            value={dueOn}
            options={dueDays}
            name={(one) => t(`dueOn_${one}`)}
            onChoose={(one) => form.setFieldValue('dueOn', one)}
          />
        )}
      </div>
      {vatBasisPoints > 0 && (
        <Checkbox
          label={t('vat')}
          checked={vatAdded}
          onChange={({ currentTarget }) => form.setFieldValue('vatAdded', currentTarget.checked)}
        />
      )}
    </>
  );
}

const example = { transaction: 'purchase', price: 350_000, legalFeesNetPence: 95_000 } as const;

/** What it would come to, and the sentence in the quote; once nothing is missing. */
function Example({ values, name }: { values: RuleValues; name: string }): ReactNode {
  const { t } = useTranslation('referrers');
  const { locale, currency } = useFirmFormat();
  const [settled] = useDebouncedValue(values, 300);
  const whole = Object.keys(faultsOf(settled)).length === 0;
  const rule = ruleOf(settled);
  const { data } = useQuery({
    queryKey: ['referral-fee-check', rule, name],
    queryFn: ({ signal }) =>
      api('POST /api/v1/referrers/fee-rules/check', { body: { rule, facts: example, name }, signal }),
    enabled: whole,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!whole || !data) return null;
  const say = (pence: number) => formatMoney(pence, currency, locale);
  const facts = { price: say(example.price * 100), fees: say(example.legalFeesNetPence) };
  return (
    <div className="referrer__example" aria-live="polite">
      {data.fee !== null && data.vat !== null && (
        <p>
          {t('example', facts)}:{' '}
          <strong>{t('exampleFee', { fee: say(data.fee.amount), vat: say(data.vat.amount) })}</strong>
        </p>
      )}
      <p className="quiet">{t('clientReads')}</p>
      <p>{data.disclosure}</p>
    </div>
  );
}
