import '@mantine/core/styles/Input.layer.css';
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { CountField } from '../fee-scales/typed-field.tsx';
import { grouped, questionsAsked, sidesOf } from './asked.ts';
import { type Question, type Side, scalesToChooseQuery, transactions } from './queries.ts';
import { QuestionField } from './question-field.tsx';
import type { QuoteDraft } from './use-draft.ts';

type Props = {
  draft: QuoteDraft;
  questions: readonly Question[];
  tried: boolean;
  form: RefObject<HTMLFormElement | null>;
  /** After the last field. */
  onEnd: () => void;
};

/** Everything that is asked, in one column: Enter goes on to the next field. */
export function Questions(props: Props): ReactNode {
  const { t } = useTranslation('quotes');
  const { draft, questions, form } = props;
  const sides = sidesOf(draft.inputs.transaction);
  useFirstFocus(form);
  return (
    <form
      ref={form}
      className="quote-questions"
      aria-label={t('questions')}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => goOn(event, form.current, props.onEnd)}
    >
      <General draft={draft} />
      {sides.map((side) => (
        <SideQuestions
          key={side}
          side={side}
          titled={sides.length > 1}
          draft={draft}
          questions={questions}
          tried={props.tried}
        />
      ))}
      <p className="quote-questions__keys">{t('keys')}</p>
    </form>
  );
}

function General({ draft }: { draft: QuoteDraft }): ReactNode {
  const { t } = useTranslation('quotes');
  const { inputs } = draft;
  const { transaction } = inputs;
  const offered = transactions.some((one) => one === transaction)
    ? transactions
    : [transaction, ...transactions];
  return (
    <fieldset className="quote-group">
      <legend className="visually-hidden">{t('transaction')}</legend>
      <div className="quote-field">
        <NativeSelect
          label={t('transaction')}
          value={transaction}
          data={offered.map((value) => ({ value, label: t(`transaction_${value}`) }))}
          onChange={({ currentTarget }) => {
            const chosen = transactions.find((one) => one === currentTarget.value);
            if (chosen) draft.change({ transaction: chosen });
          }}
        />
      </div>
      <div className="quote-field">
        <CountField
          label={t('clients')}
          value={inputs.clients}
          onType={(clients) => {
            if (clients !== null && clients >= 1 && clients <= 20) draft.change({ clients });
          }}
        />
      </div>
      <ScaleChoice draft={draft} />
    </fieldset>
  );
}

/** Only where there is something to choose. */
function ScaleChoice({ draft }: { draft: QuoteDraft }): ReactNode {
  const { t } = useTranslation('quotes');
  const scales = (useQuery(scalesToChooseQuery).data?.items ?? []).filter(
    ({ id, versions }) => id === draft.feeScaleId || versions.some(({ state }) => state === 'in_force'),
  );
  if (scales.length < 2) return null;
  const usual = scales.find(({ isDefault }) => isDefault);
  return (
    <div className="quote-field">
      <NativeSelect
        label={t('feeScale')}
        value={draft.feeScaleId ?? usual?.id ?? ''}
        data={scales.map(({ id, name, isDefault }) => ({
          value: id,
          label: isDefault ? t('defaultScale', { name }) : name,
        }))}
        onChange={({ currentTarget }) =>
          draft.setFeeScale(currentTarget.value === usual?.id ? null : currentTarget.value)
        }
      />
    </div>
  );
}

function SideQuestions(props: {
  side: Side;
  titled: boolean;
  draft: QuoteDraft;
  questions: readonly Question[];
  tried: boolean;
}): ReactNode {
  const { t } = useTranslation('quotes');
  const { side, draft } = props;
  const given = draft.inputs.answers[side] ?? {};
  const asked = questionsAsked(props.questions, draft.inputs.transaction, side, given);
  return (
    <section className="quote-questions__side" aria-label={t(`side_${side}`)}>
      {props.titled && <h2 className="quote-questions__title">{t(`side_${side}`)}</h2>}
      {grouped(asked).map(({ group, questions }) => (
        <fieldset key={group} className="quote-group">
          <legend className="quote-group__title">{t(`group_${group}`)}</legend>
          {questions.map((question) => (
            <div key={question.id} className="quote-field" data-question={`${side}.${question.id}`}>
              <QuestionField
                question={question}
                value={given[question.id]}
                tried={props.tried}
                onAnswer={(value) => draft.answer(side, question.id, value)}
              />
            </div>
          ))}
        </fieldset>
      ))}
    </section>
  );
}

/** One stop a question: of two radios the chosen one. */
function stopsIn(form: HTMLFormElement): HTMLElement[] {
  return [
    ...form.querySelectorAll<HTMLElement>('input:not([type="radio"]), select, input[type="radio"]:checked'),
  ];
}

function goOn(event: KeyboardEvent<HTMLFormElement>, form: HTMLFormElement | null, onEnd: () => void): void {
  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || form === null) return;
  if (!(event.target instanceof HTMLElement)) return;
  event.preventDefault();
  const stops = stopsIn(form);
  const group = event.target.closest('[role="radiogroup"]');
  const here = stops.findIndex((stop) => stop === event.target || (group?.contains(stop) ?? false));
  const next = stops[here + (event.shiftKey ? -1 : 1)];
  if (!next) {
    onEnd();
    return;
  }
  next.focus();
  if (next instanceof HTMLInputElement && next.type !== 'radio' && next.type !== 'date') next.select();
}

/** The first thing that must be typed: what the lead said already is passed over. */
function useFirstFocus(form: RefObject<HTMLFormElement | null>): void {
  useEffect(() => {
    const first = form.current?.querySelector<HTMLInputElement>('[data-question$=".price"] input');
    if (first && first.value === '') first.focus();
  }, [form]);
}
