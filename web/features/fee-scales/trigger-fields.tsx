import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import { ActionIcon, Button, Checkbox, NativeSelect } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Found } from './found.ts';
import type { Line, Question, Test } from './queries.ts';
import { CountField, PoundsField } from './typed-field.tsx';
import { useQuestions } from './use-words.ts';

/** When a line applies: always, or when every one of these answers was given. */
export function TriggerFields(props: {
  line: Pick<Line, 'trigger' | 'sides'>;
  found: readonly Found[];
  onChange: (trigger: Test[]) => void;
}): ReactNode {
  const { t } = useTranslation('fee-scales');
  const questions = useQuestions()(props.line.sides);
  const { trigger } = props.line;
  const used = new Set(trigger.map(({ question }) => question));
  const free = questions.filter(({ id }) => !used.has(id));
  const set = (at: number, test: Test) => props.onChange(trigger.with(at, test));
  return (
    <fieldset className="line-form__wide terms">
      <legend>{t('when')}</legend>
      <p className="quiet">{t(trigger.length === 0 ? 'whenAlways' : 'whenAll')}</p>
      {trigger.map((test, at) => {
        const question = questions.find(({ id }) => id === test.question);
        return (
          <div key={test.question} className="terms__one">
            <NativeSelect
              label={t('question')}
              value={test.question}
              data={[...(question ? [question] : [{ id: test.question, label: test.question }]), ...free].map(
                ({ id, label }) => ({ value: id, label }),
              )}
              onChange={({ currentTarget }) => {
                const chosen = free.find(({ id }) => id === currentTarget.value);
                if (chosen) set(at, firstTest(chosen));
              }}
            />
            {question && <AnswerFields question={question} test={test} onChange={(next) => set(at, next)} />}
            <ActionIcon
              aria-label={t('removeCondition', { question: question?.label ?? test.question })}
              onClick={() => props.onChange(trigger.toSpliced(at, 1))}
            >
              <IconTrash size={16} stroke={1.75} aria-hidden />
            </ActionIcon>
          </div>
        );
      })}
      {props.found.map(({ message }) => (
        <p key={message} className="line-form__error" role="alert">
          {message}
        </p>
      ))}
      {trigger.length < 10 && free.length > 0 && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => free[0] && props.onChange([...trigger, firstTest(free[0])])}
        >
          {t('addCondition')}
        </Button>
      )}
    </fieldset>
  );
}

/** What a condition on a question begins as. */
function firstTest({ id, kind, options }: Question): Test {
  if (kind === 'yes_no') return { question: id, is: [true] };
  if (kind === 'choice') return { question: id, is: options[0] ? [options[0].value] : [] };
  return { question: id, from: 1 };
}

type AnswerProps = { question: Question; test: Test; onChange: (test: Test) => void };

function AnswerFields({ question, test, onChange }: AnswerProps): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { id, kind } = question;
  if (kind === 'yes_no' && 'is' in test)
    return (
      <NativeSelect
        label={t('answer')}
        value={String(test.is[0] ?? true)}
        data={[
          { value: 'true', label: t('yes') },
          { value: 'false', label: t('no') },
        ]}
        onChange={({ currentTarget }) => onChange({ question: id, is: [currentTarget.value === 'true'] })}
      />
    );
  if (kind === 'choice' && 'is' in test)
    return (
      <fieldset className="terms__choices">
        <legend>{t('answerOneOf')}</legend>
        {question.options.map(({ value, label }) => (
          <Checkbox
            key={value}
            size="xs"
            label={label}
            checked={test.is.includes(value)}
            onChange={({ currentTarget: { checked } }) =>
              onChange({
                question: id,
                is: checked ? [...test.is, value] : test.is.filter((one) => one !== value),
              })
            }
          />
        ))}
      </fieldset>
    );
  return <SpanFields question={question} test={test} onChange={onChange} />;
}

/** From so many to so many; either may be left empty. */
function SpanFields({ question, test, onChange }: AnswerProps): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { id, kind } = question;
  const { from, to } = 'is' in test ? { from: undefined, to: undefined } : test;
  const Field = kind === 'money' ? PoundsField : CountField;
  const tell = (low: number | null | undefined, high: number | null | undefined) =>
    onChange({ question: id, ...(low != null && { from: low }), ...(high != null && { to: high }) });
  return (
    <>
      <Field label={t('atLeast')} value={from ?? null} onType={(low) => tell(low, to)} />
      <Field label={t('atMost')} value={to ?? null} onType={(high) => tell(from, high)} />
    </>
  );
}
