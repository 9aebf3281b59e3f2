import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  aRecordWord,
  type Interaction,
  type InteractionDetail,
  type LogEntry,
  leadEntry,
} from '../activity/interaction.ts';
import { consequenceOf, type Now } from './consequence.ts';
import { sentenceOf } from './sentence.ts';

/** Why it is here, in one sentence: "3 matters fit:". */
export function ReviewSentence(props: {
  interaction: Interaction;
  detail: InteractionDetail | undefined;
}): ReactNode {
  const { t } = useTranslation('review');
  const entry = leadEntry(props.interaction);
  const review = entry?.review ?? '';
  const candidates = props.detail?.candidates ?? entry?.why.facts.candidates ?? [];
  const hasContact = props.interaction.externalParty.contactId !== null;
  const words = (): string => {
    if (review === 'failed' && entry?.failure)
      return t('refusedThere', { name: entry.destinationName ?? '', words: entry.failure });
    const sentence = sentenceOf(review, hasContact, candidates);
    return 'count' in sentence ? t(sentence.say, { count: sentence.count }) : t(sentence.say);
  };
  return <h3 className="review-card__why">{words()}</h3>;
}

/** What it is now and what choosing a matter will make of it. */
export function ConsequenceWords({
  interaction,
  entry,
}: {
  interaction: Interaction;
  entry: LogEntry;
}): ReactNode {
  const { t } = useTranslation('review');
  const sayNow = useNowWords();
  const { now, choosing, completesTask } = consequenceOf(interaction, entry);
  const becomes = choosing.say === 'makesFee' ? t('makesFee', { count: choosing.minutes }) : t(choosing.say);
  return (
    <>
      {sayNow(now)} {becomes}
      {completesTask && ` ${t('completesTask')}`}.
    </>
  );
}

function useNowWords(): (now: Now) => string {
  const { t } = useTranslation(['review', 'activity']);
  return (now) => {
    if (now.say === 'nowTaskFor') return t('nowTaskFor', { name: now.name });
    if (now.say === 'nowRecordOn')
      return t('nowRecordOn', { record: t(`activity:${aRecordWord(now.record)}`), matter: now.matter });
    return t(now.say);
  };
}
