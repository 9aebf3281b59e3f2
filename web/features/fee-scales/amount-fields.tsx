import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/core/styles/Input.layer.css';
import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { v7 as newKey } from 'uuid';
import { BandTable } from './band-table.tsx';
import { ChoiceSelect } from './choice-select.tsx';
import { type EditAmount, type EditTerm, newTerm } from './draft.ts';
import type { Found } from './found.ts';
import { drivers, fees, rules } from './lists.ts';
import { CountField, PenceField, PercentField, PoundsField } from './typed-field.tsx';

type Props = {
  amount: EditAmount;
  found: readonly Found[];
  /** Only what is changed: an undo later must not take back what was typed since. */
  onChange: (part: Partial<EditAmount>) => void;
};

/** What a line costs: the rule, and the fields that this rule has. */
export function AmountFields(props: Props): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { amount, onChange: set } = props;
  return (
    <>
      <ChoiceSelect
        label={t('rule')}
        value={amount.rule}
        options={rules}
        name={(rule) => t(`rule_${rule}`)}
        onChoose={(rule) => set({ rule })}
      />
      <RuleFields {...props} />
    </>
  );
}

function RuleFields({ amount, found, onChange: set }: Props): ReactNode {
  const { t } = useTranslation('fee-scales');
  const error = found.find(
    ({ band, problem }) => band === null && /^missing_(amount|percent|terms)/.test(problem),
  );
  const of = (label: string) => (
    <ChoiceSelect
      label={label}
      value={amount.of}
      options={['price', 'loan'] as const}
      name={(one) => t(`of_${one}`)}
      onChoose={(one) => set({ of: one })}
    />
  );
  switch (amount.rule) {
    case 'fixed':
      return (
        <PenceField
          label={t('amount')}
          value={amount.pence}
          error={error?.message}
          onType={(pence) => set({ pence })}
        />
      );
    case 'banded':
      return (
        <>
          {of(t('bandedBy'))}
          <div className="line-form__wide">
            <BandTable
              label={t('bands')}
              bands={amount.bands}
              found={found}
              onChange={(bands) => set({ bands })}
            />
          </div>
          {amount.bands.some(({ kind }) => kind === 'percentage') && <Limits amount={amount} set={set} />}
        </>
      );
    case 'percentage':
      return (
        <>
          <PercentField
            label={t('percent')}
            value={amount.basisPoints}
            error={error?.message}
            onType={(basisPoints) => set({ basisPoints })}
          />
          {of(t('percentOf'))}
          <Limits amount={amount} set={set} />
        </>
      );
    case 'formula':
      return (
        <>
          <PenceField label={t('base')} value={amount.basePence} onType={(basePence) => set({ basePence })} />
          <Terms terms={amount.terms} error={error?.message} onChange={(terms) => set({ terms })} />
          <Limits amount={amount} set={set} />
        </>
      );
    case 'information_fee':
      return (
        <ChoiceSelect
          label={t('fee')}
          value={amount.fee}
          options={fees}
          name={(fee) => t(`fee_${fee}`)}
          onChoose={(fee) => set({ fee })}
        />
      );
    default:
      return <p className="quiet line-form__said">{t(`about_${amount.rule}`)}</p>;
  }
}

const roundings = [1, 100, 500, 1000, 5000] as const;

/** The least and the most that a percentage may come to, and how it is rounded. */
function Limits({
  amount,
  set,
}: Pick<Props, 'amount'> & { set: (part: Partial<EditAmount>) => void }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const known = roundings.some((one) => one === amount.roundToPence);
  return (
    <>
      <PenceField label={t('least')} value={amount.minPence} onType={(minPence) => set({ minPence })} />
      <PenceField label={t('most')} value={amount.maxPence} onType={(maxPence) => set({ maxPence })} />
      <NativeSelect
        label={t('rounding')}
        value={String(amount.roundToPence)}
        data={[...(known ? [] : [amount.roundToPence]), ...roundings].map((pence) => ({
          value: String(pence),
          label: pence === 1 ? t('roundPenny') : t('roundTo', { amount: pence / 100 }),
        }))}
        onChange={({ currentTarget }) => set({ roundToPence: Number(currentTarget.value) })}
      />
    </>
  );
}

/** Of a formula: so much for each beyond a number, so much per cent above an amount. */
function Terms(props: {
  terms: readonly EditTerm[];
  error: string | undefined;
  onChange: (terms: EditTerm[]) => void;
}): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { terms, error, onChange } = props;
  return (
    <fieldset className="line-form__wide terms">
      <legend>{t('terms')}</legend>
      {terms.map((term, at) => (
        <Term
          key={term.key}
          term={term}
          number={at + 1}
          onChange={(part) =>
            onChange(terms.map((one) => (one.key === term.key ? { ...one, ...part } : one)))
          }
          onRemove={() => onChange(terms.filter(({ key }) => key !== term.key))}
        />
      ))}
      {error !== undefined && (
        <p className="line-form__error" role="alert">
          {error}
        </p>
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={terms.length >= 10}
        onClick={() => onChange([...terms, newTerm(newKey())])}
      >
        {t('addTerm')}
      </Button>
    </fieldset>
  );
}

function Term(props: {
  term: EditTerm;
  number: number;
  onChange: (part: Partial<EditTerm>) => void;
  onRemove: () => void;
}): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { term, number, onChange } = props;
  return (
    <div className="terms__one">
      <ChoiceSelect
        label={t('termKind')}
        value={term.kind}
        options={['each', 'share'] as const}
        name={(kind) => t(`term_${kind}`)}
        onChoose={(kind) => onChange({ kind })}
      />
      {term.kind === 'each' ? (
        <>
          <ChoiceSelect
            label={t('termDriver')}
            value={term.driver}
            options={drivers}
            name={(driver) => t(`driver_${driver}`)}
            onChoose={(driver) => onChange({ driver })}
          />
          <CountField label={t('termBeyond')} value={term.beyond} onType={(beyond) => onChange({ beyond })} />
          <PenceField label={t('termEach')} value={term.pence} onType={(pence) => onChange({ pence })} />
        </>
      ) : (
        <>
          <ChoiceSelect
            label={t('percentOf')}
            value={term.of}
            options={['price', 'loan'] as const}
            name={(of) => t(`of_${of}`)}
            onChoose={(of) => onChange({ of })}
          />
          <PoundsField label={t('termAbove')} value={term.above} onType={(above) => onChange({ above })} />
          <PercentField
            label={t('percent')}
            value={term.basisPoints}
            onType={(basisPoints) => onChange({ basisPoints })}
          />
        </>
      )}
      <ActionIcon aria-label={t('removeTerm', { number })} onClick={props.onRemove}>
        <IconTrash size={16} stroke={1.75} aria-hidden />
      </ActionIcon>
    </div>
  );
}
