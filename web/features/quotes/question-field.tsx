import '@mantine/core/styles/Input.layer.css';
import { NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { writeWhole } from '../fee-scales/typed.ts';
import { CountField, PoundsField } from '../fee-scales/typed-field.tsx';
import { defaultOf, faultOf } from './asked.ts';
import type { AnswerValue, Question } from './queries.ts';
import { YesNo } from './yes-no.tsx';

type Props = {
  question: Question;
  value: AnswerValue | undefined;
  onAnswer: (value: AnswerValue | undefined) => void;
  /** Somebody tried to send: what is missing is said at its place. */
  tried: boolean;
};

/** The control that a question of this kind is answered with. */
export function QuestionField(props: Props): ReactNode {
  const { question, value, onAnswer } = props;
  const error = useFault(props);
  const { label, help } = question;
  const common = {
    label,
    ...(help !== null && { description: help }),
    ...(error !== undefined && { error }),
  };
  switch (question.kind) {
    case 'yes_no':
      return (
        <YesNo
          label={label}
          help={help}
          value={(value ?? defaultOf(question)) === true}
          onAnswer={onAnswer}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          {...common}
          value={String(value ?? defaultOf(question) ?? '')}
          data={question.options}
          onChange={({ currentTarget }) => onAnswer(currentTarget.value)}
        />
      );
    case 'text':
    case 'date':
      return (
        <TextInput
          {...common}
          type={question.kind}
          maxLength={200}
          autoComplete="off"
          value={String(value ?? '')}
          onChange={({ currentTarget }) =>
            onAnswer(currentTarget.value === '' ? undefined : currentTarget.value)
          }
        />
      );
    default:
      return <NumberQuestion {...props} common={common} />;
  }
}

function NumberQuestion(
  props: Props & { common: { label: string; description?: string; error?: string } },
): ReactNode {
  const { locale } = useFirmFormat();
  const { question, value } = props;
  const usual = defaultOf(question);
  const Field = question.kind === 'money' ? PoundsField : CountField;
  return (
    <Field
      {...props.common}
      value={typeof value === 'number' ? value : null}
      placeholder={typeof usual === 'number' ? writeWhole(usual, locale) : ''}
      onType={(number) => props.onAnswer(number ?? undefined)}
    />
  );
}

function useFault({ question, value, tried }: Props): string | undefined {
  const { t } = useTranslation('quotes');
  const { locale } = useFirmFormat();
  const fault = faultOf(question, value);
  if (fault === 'missing') return tried ? t('answerNeeded') : undefined;
  if (fault === 'range')
    return t('answerRange', {
      min: writeWhole(question.min ?? 0, locale),
      max: writeWhole(question.max ?? 0, locale),
    });
  return undefined;
}
