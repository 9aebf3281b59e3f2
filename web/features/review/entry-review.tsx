import type { ReactNode } from 'react';
import { type Interaction, leadEntry } from '../activity/interaction.ts';
import { useReasonWords } from '../activity/reasons.ts';

/** Why it is in Review, in two or three words. */
export function EntryReview({ interaction }: { interaction: Interaction }): ReactNode {
  const { reviewReason } = useReasonWords();
  const review = leadEntry(interaction)?.review;
  return review ? reviewReason(review) : null;
}
