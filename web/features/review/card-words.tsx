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

const sentences = {
  unknown_outcome: 'unknownOutcome',
  fax_needs_matter: 'faxNeedsMatter',
  fax_needs_contact: 'faxNeedsContact',
  no_staff: 'noStaff',
  held: 'heldForYou',
  failed: 'couldNotWrite',
} as const;

function isSentence(review: string): review is keyof typeof sentences {
  return Object.hasOwn(sentences, review);
}

/** Why it is here, in one sentence: "3 matters fit:". */
export function ReviewSentence(props: {
  interaction: Interaction;
  detail: InteractionDetail | undefined;
}): ReactNode {
  const { t } = useTranslation('review');
  const entry = leadEntry(props.interaction);
  const review = entry?.review ?? '';
  const candidates = props.detail?.candidates ?? entry?.why.facts.candidates ?? [];
  const matters = candidates.filter(({ matterId }) => matterId !== null).length;
  const contacts = new Set(candidates.map(({ contactId }) => contactId)).size;
  const words = (): string => {
    if (review === 'several_matters')
      return matters > 0 ? t('severalFit', { count: matters }) : t('contactsShare', { count: contacts });
    if (review === 'unknown_party')
      return t(props.interaction.externalParty.contactId === null ? 'unknownParty' : 'contactMade');
    if (review === 'failed' && entry?.failure)
      return t('refusedThere', { name: entry.destinationName ?? '', words: entry.failure });
    return isSentence(review) ? t(sentences[review]) : t('look');
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
