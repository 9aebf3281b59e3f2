import '@mantine/core/styles/Input.layer.css';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { v7 as newId } from 'uuid';
import { ChoiceSelect } from '../fee-scales/choice-select.tsx';
import { PenceField, PercentField } from '../fee-scales/typed-field.tsx';
import { sidesOf } from './asked.ts';
import { addDiscount, addExtra } from './choices.ts';
import { type Discount, type ExtraLine, type Side, sections, treatments } from './queries.ts';
import type { QuoteDraft } from './use-draft.ts';

/** What this quote alone has: discounts and lines. Nothing is part of it before "Add". */
export function Additions({ draft }: { draft: QuoteDraft }): ReactNode {
  const { t } = useTranslation('quotes');
  const [open, setOpen] = useState<'discount' | 'line'>();
  const sides = sidesOf(draft.inputs.transaction);
  const close = () => setOpen(undefined);
  if (open === 'discount')
    return (
      <DiscountForm
        sides={sides}
        onAdd={(discount) => {
          draft.choose((now) => addDiscount(now, discount));
          close();
        }}
        onClose={close}
      />
    );
  if (open === 'line')
    return (
      <LineForm
        sides={sides}
        onAdd={(extra) => {
          draft.choose((now) => addExtra(now, extra));
          close();
        }}
        onClose={close}
      />
    );
  const plus = <IconPlus size={14} stroke={2} aria-hidden />;
  return (
    <div className="additions">
      <Button size="xs" variant="default" leftSection={plus} onClick={() => setOpen('discount')}>
        {t('addDiscount')}
      </Button>
      <Button size="xs" variant="default" leftSection={plus} onClick={() => setOpen('line')}>
        {t('addLine')}
      </Button>
    </div>
  );
}

function DiscountForm(props: {
  sides: readonly Side[];
  onAdd: (discount: Discount) => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('quotes');
  const [label, setLabel] = useState<string>(t('discountDefault'));
  const [kind, setKind] = useState<'fixed' | 'percentage'>('fixed');
  const [on, setOn] = useState<Discount['on']>('legal_fees');
  const [amount, setAmount] = useState<number | null>(null);
  const [side, setSide] = useState<Side | undefined>(props.sides[0]);
  const [tried, setTried] = useState(false);
  const error = tried && (amount === null || amount === 0) ? t('amountNeeded') : undefined;
  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (amount === null || amount === 0 || side === undefined) return;
    const off = kind === 'fixed' ? { kind, pence: amount } : { kind, basisPoints: amount };
    props.onAdd({ side, label: label.trim() || t('discountDefault'), on, off });
  }
  const Field = kind === 'fixed' ? PenceField : PercentField;
  return (
    <form className="addition" aria-label={t('addDiscount')} onSubmit={submit} noValidate>
      <ChoiceSelect
        label={t('discountKind')}
        value={kind}
        options={['fixed', 'percentage'] as const}
        name={(one) => t(`discount_${one}`)}
        onChoose={(one) => {
          setKind(one);
          setAmount(null);
        }}
      />
      <Field
        key={kind}
        label={t(kind === 'fixed' ? 'amount' : 'percent')}
        value={amount}
        onType={setAmount}
        error={error}
      />
      <ChoiceSelect
        label={t('discountOn')}
        value={on}
        options={['legal_fees', 'fees'] as const}
        name={(one) => t(`on_${one}`)}
        onChoose={setOn}
      />
      <TextInput
        label={t('discountLabel')}
        maxLength={120}
        value={label}
        onChange={({ currentTarget }) => setLabel(currentTarget.value)}
      />
      <SideChoice sides={props.sides} side={side} onChoose={setSide} />
      <FormButtons onClose={props.onClose} />
    </form>
  );
}

function LineForm(props: {
  sides: readonly Side[];
  onAdd: (extra: ExtraLine) => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('quotes');
  const [label, setLabel] = useState('');
  const [section, setSection] = useState<ExtraLine['section']>('additional_fees');
  const [treatment, setTreatment] = useState<ExtraLine['vat']['treatment']>('standard');
  const [pence, setPence] = useState<number | null>(null);
  const [side, setSide] = useState<Side | undefined>(props.sides[0]);
  const [tried, setTried] = useState(false);
  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (pence === null || label.trim() === '' || side === undefined) return;
    props.onAdd({
      id: newId(),
      side,
      section,
      label: label.trim(),
      pence,
      vat: { treatment, inclusive: false },
    });
  }
  return (
    <form className="addition" aria-label={t('addLine')} onSubmit={submit} noValidate>
      <TextInput
        label={t('lineLabel')}
        maxLength={120}
        autoFocus
        value={label}
        error={tried && label.trim() === '' ? t('labelNeeded') : undefined}
        onChange={({ currentTarget }) => setLabel(currentTarget.value)}
      />
      <PenceField
        label={t('amount')}
        value={pence}
        onType={setPence}
        error={tried && pence === null ? t('amountNeeded') : undefined}
      />
      <ChoiceSelect
        label={t('lineSection')}
        value={section}
        options={sections}
        name={(one) => t(`section_${one}`)}
        onChoose={setSection}
      />
      <ChoiceSelect
        label={t('vat')}
        value={treatment}
        options={treatments}
        name={(one) => t(`vat_${one}`)}
        onChoose={setTreatment}
      />
      <SideChoice sides={props.sides} side={side} onChoose={setSide} />
      <FormButtons onClose={props.onClose} />
    </form>
  );
}

/** Only of a sale and purchase: there are two to choose from. */
function SideChoice(props: {
  sides: readonly Side[];
  side: Side | undefined;
  onChoose: (side: Side) => void;
}): ReactNode {
  const { t } = useTranslation('quotes');
  if (props.sides.length < 2) return null;
  return (
    <NativeSelect
      label={t('onSide')}
      value={props.side ?? ''}
      data={props.sides.map((side) => ({ value: side, label: t(`side_${side}`) }))}
      onChange={({ currentTarget }) => {
        const chosen = props.sides.find((side) => side === currentTarget.value);
        if (chosen) props.onChoose(chosen);
      }}
    />
  );
}

function FormButtons({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation('quotes');
  return (
    <div className="addition__buttons">
      <Button size="xs" type="submit">
        {t('add')}
      </Button>
      <Button size="xs" variant="subtle" onClick={onClose}>
        {t('cancel')}
      </Button>
    </div>
  );
}
