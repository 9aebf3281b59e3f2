import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { type Missing, toSend } from './asked.ts';
import {
  type AnswerValue,
  type Choices,
  type Inputs,
  type Pricing,
  priceQuery,
  type Question,
  type Side,
} from './queries.ts';
import { type Autosave, type KeptDraft, useAutosave } from './use-autosave.ts';

const typingMs = 180;

export interface QuoteDraft {
  inputs: Inputs;
  feeScaleId: string | null;
  change: (part: Partial<Omit<Inputs, 'choices' | 'answers'>>) => void;
  answer: (side: Side, question: string, value: AnswerValue | undefined) => void;
  choose: (how: (choices: Choices) => Choices) => void;
  setFeeScale: (id: string | null) => void;
  missing: readonly Missing[];
  /** The last price that could be worked out. */
  pricing: Pricing | undefined;
  /** What is shown is what was typed. */
  isCurrent: boolean;
  priceError: unknown;
  save: Autosave;
  takeTheirs: () => Promise<void>;
}

/** A quote being written: what was answered and chosen, what it costs, and how it is kept. */
export function useQuoteDraft(leadId: string, opened: KeptDraft, questions: readonly Question[]): QuoteDraft {
  const [inputs, setInputs] = useState(opened.content.inputs);
  const [feeScaleId, setFeeScaleId] = useState(opened.content.feeScaleId);
  const { inputs: sent, missing } = useMemo(() => toSend(questions, inputs), [questions, inputs]);
  const [settled] = useDebouncedValue(sent, typingMs);
  const content = useMemo(() => ({ feeScaleId, inputs: sent }), [feeScaleId, sent]);
  const save = useAutosave(leadId, opened, content);
  const complete = useMemo(() => toSend(questions, settled).missing.length === 0, [questions, settled]);
  const price = useQuery({
    ...priceQuery(leadId, feeScaleId, settled),
    enabled: complete,
    placeholderData: keepPreviousData,
  });
  const pricing = price.data;
  return {
    inputs,
    feeScaleId,
    change: (part) => setInputs((now) => ({ ...now, ...part })),
    answer: (side, question, value) => setInputs((now) => answered(now, side, question, value)),
    choose: (how) => setInputs((now) => ({ ...now, choices: how(now.choices) })),
    setFeeScale: setFeeScaleId,
    missing,
    pricing,
    isCurrent: missing.length === 0 && settled === sent && !price.isPlaceholderData && pricing !== undefined,
    priceError: missing.length === 0 ? price.error : null,
    save,
    async takeTheirs() {
      const theirs = await save.takeTheirs();
      if (!theirs) return;
      setInputs(theirs.inputs);
      setFeeScaleId(theirs.feeScaleId);
    },
  };
}

function answered(inputs: Inputs, side: Side, question: string, value: AnswerValue | undefined): Inputs {
  const { [question]: _before, ...rest } = inputs.answers[side] ?? {};
  const answers = value === undefined ? rest : { ...rest, [question]: value };
  return { ...inputs, answers: { ...inputs.answers, [side]: answers } };
}
