import { useTranslation } from 'react-i18next';
import { type ReviewWord, reviewReason, type SkipWord, skipReason } from './reason-words.ts';

/** Names of rules in words. A rule that this version does not know is shown by its name rather than hidden. */
export function useReasonWords(): {
  skipReason: (name: string | null) => string;
  reviewReason: (name: string) => string;
} {
  const { t } = useTranslation('activity');
  const say = (known: SkipWord | ReviewWord | undefined, name: string) =>
    known === undefined ? name.replaceAll('_', ' ') : t(known);
  return {
    skipReason: (name) => say(skipReason(name ?? ''), name ?? ''),
    reviewReason: (name) => say(reviewReason(name), name),
  };
}
