/** What a page of rows is about: the number itself, and of which leads. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useStaffOptions } from '../matters/firm-lists.ts';
import type { Behind } from './asked.ts';
import { type Definition, stagesQuery, summaryQuery } from './queries.ts';
import { useReferrerOptions } from './referrer-options.ts';
import { useDays, useNumberWords } from './use-numbers.ts';

export function useWhat(
  { metric, label, unit }: Definition,
  asked: Behind,
): { title: string; context: string } {
  const { t } = useTranslation('insights');
  const words = useNumberWords();
  const ofStage = metric === 'stage_days' || metric === 'stage_skipped';
  const { metric: _metric, stage: stageId, ...leads } = asked;
  const { reason: _reason, ...cases } = leads;
  const summary = useQuery({ ...summaryQuery(leads), enabled: !ofStage }).data;
  const stages = useQuery({ ...stagesQuery(cases), enabled: ofStage }).data;
  const stage = stages?.items.find((one) => one.stageId === stageId);
  const value = ofStage
    ? stage && (metric === 'stage_days' ? stage.medianDays : stage.skipped)
    : summary?.numbers.find((one) => one.metric === metric)?.value;
  const days = useDays();
  const period = (summary ?? stages)?.period;
  const context = [
    period && days(period),
    !ofStage && t(`by_${asked.by ?? 'cohort'}`),
    stage?.label,
    ...useFilterWords(asked),
  ];
  return {
    title: value === undefined ? label : t('rowsTitle', { label, value: words(value, unit) }),
    context: context.filter((part) => part !== undefined && part !== false).join(' · '),
  };
}

function useFilterWords({ source, type, referrer, staff }: Behind): (string | undefined)[] {
  const { t } = useTranslation(['insights', 'leads']);
  const people = useStaffOptions([staff ?? null]);
  const referrers = useReferrerOptions();
  const named = (
    id: string | undefined,
    none: string,
    options: readonly { value: string; label: string }[],
  ) => (id === 'none' ? none : options.find(({ value }) => value === id)?.label);
  return [
    source && t(`source_${source}`, { ns: 'leads' }),
    type && t(`transaction_${type}`, { ns: 'leads' }),
    named(referrer, t('noReferrer'), referrers),
    named(staff, t('nobody'), people),
  ];
}
