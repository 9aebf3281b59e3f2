import '@mantine/core/styles/Input.layer.css';
import { NativeSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import '../quotes/editor.css';
import { emptyInputs, grouped, questionsAsked, sidesOf, toSend } from '../quotes/asked.ts';
import { type AnswerValue, type Inputs, priceQuery, type Side, transactions } from '../quotes/queries.ts';
import { QuestionField } from '../quotes/question-field.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import './editor.css';
import './fee-scales.css';
import { type Question, questionsQuery, scaleQuery } from './queries.ts';
import { TryResult } from './try-result.tsx';
import './try-page.css';
import { CountField } from './typed-field.tsx';

const typingMs = 250;

/** A transaction priced by what is in force, without a lead or a quote: to see what the lines come to. Nothing is kept. */
export function FeeScaleTryPage(): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { id = '' }: { id?: string } = useParams({ strict: false });
  const name = useQuery(scaleQuery(id)).data?.name ?? t('scale');
  const questions = useQuery(questionsQuery).data?.items ?? [];
  const [inputs, setInputs] = useState(() => emptyInputs('purchase', 1));
  const { sent, missing } = useMemo(() => {
    const ready = toSend(questions, inputs);
    return { sent: ready.inputs, missing: ready.missing };
  }, [questions, inputs]);
  const [settled] = useDebouncedValue(sent, typingMs);
  const price = useQuery({
    ...priceQuery(null, id, settled),
    enabled: questions.length > 0 && missing.length === 0 && settled === sent,
    placeholderData: keepPreviousData,
  });
  const waitsFor = [...new Set(missing.map(({ question }) => question.label))].join(', ');
  return (
    <SettingsPage
      title={t('tryTitle')}
      subtitle={t('tryAbout')}
      under={[
        { to: paths.feeScales, label: t('title') },
        { to: paths.feeScale.replace('$id', id), label: name },
      ]}
    >
      <div className="fee-editor">
        <div className="fee-editor__lines">
          <Ask inputs={inputs} questions={questions} onChange={setInputs} />
        </div>
        <aside className="fee-editor__aside" aria-label={t('tryResult')}>
          <div className="fee-editor__preview" aria-live="polite">
            {waitsFor !== '' && <p className="quiet">{t('tryWaits', { names: waitsFor })}</p>}
            {price.error && waitsFor === '' && <ProblemAlert error={price.error} dense />}
            {price.data && waitsFor === '' && <TryResult pricing={price.data} />}
          </div>
        </aside>
      </div>
    </SettingsPage>
  );
}

function Ask(props: {
  inputs: Inputs;
  questions: readonly Question[];
  onChange: (how: (now: Inputs) => Inputs) => void;
}): ReactNode {
  const { t } = useTranslation(['fee-scales', 'quotes']);
  const { inputs, questions, onChange } = props;
  const { transaction } = inputs;
  const sides = sidesOf(transaction);
  return (
    <div className="quote-questions">
      <div>
        <div className="quote-field">
          <NativeSelect
            label={t('quotes:transaction')}
            value={transaction}
            data={transactions.map((value) => ({ value, label: t(`quotes:transaction_${value}`) }))}
            onChange={({ currentTarget }) => {
              const chosen = transactions.find((one) => one === currentTarget.value);
              if (chosen) onChange((now) => ({ ...now, transaction: chosen }));
            }}
          />
        </div>
        <div className="quote-field">
          <CountField
            label={t('quotes:clients')}
            value={inputs.clients}
            onType={(clients) => {
              if (clients !== null && clients >= 1 && clients <= 20) onChange((now) => ({ ...now, clients }));
            }}
          />
        </div>
      </div>
      {sides.map((side) => (
        <AskSide
          key={side}
          side={side}
          titled={sides.length > 1}
          inputs={inputs}
          questions={questions}
          onAnswer={(question, value) => onChange((now) => answered(now, side, question, value))}
        />
      ))}
    </div>
  );
}

function AskSide(props: {
  side: Side;
  titled: boolean;
  inputs: Inputs;
  questions: readonly Question[];
  onAnswer: (question: string, value: AnswerValue | undefined) => void;
}): ReactNode {
  const { t } = useTranslation(['fee-scales', 'quotes']);
  const { side, inputs } = props;
  const given = inputs.answers[side] ?? {};
  return (
    <section className="quote-questions__side" aria-label={t(`side_${side}`)}>
      {props.titled && <h2 className="quote-questions__title">{t(`side_${side}`)}</h2>}
      {grouped(questionsAsked(props.questions, inputs.transaction, side, given)).map(
        ({ group, questions }) => (
          <fieldset key={group} className="quote-group">
            <legend className="quote-group__title">{t(`quotes:group_${group}`)}</legend>
            {questions.map((question) => (
              <div key={question.id} className="quote-field">
                <QuestionField
                  question={question}
                  value={given[question.id]}
                  tried={false}
                  onAnswer={(value) => props.onAnswer(question.id, value)}
                />
              </div>
            ))}
          </fieldset>
        ),
      )}
    </section>
  );
}

/** Without an answer the question counts as usual. */
function answered(inputs: Inputs, side: Side, question: string, value: AnswerValue | undefined): Inputs {
  const { [question]: _, ...others } = inputs.answers[side] ?? {};
  const answers = value === undefined ? others : { ...others, [question]: value };
  return { ...inputs, answers: { ...inputs.answers, [side]: answers } };
}
