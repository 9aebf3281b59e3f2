import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { LeadCard, LeadState } from './lead.ts';
import { useMoveLead } from './queries.ts';

const LoseDialog = lazy(() =>
  import('./close-dialogs.tsx').then((module) => ({ default: module.LoseDialog })),
);
const DuplicateDialog = lazy(() =>
  import('./close-dialogs.tsx').then((module) => ({ default: module.DuplicateDialog })),
);

/** Moves a lead; where that needs a word (why it was lost, what it repeats), asks for it first. */
export function useClosing(): { moveTo: (lead: LeadCard, to: LeadState) => void; dialog: ReactNode } {
  const move = useMoveLead();
  const [asking, setAsking] = useState<{ lead: LeadCard; to: 'lost' | 'duplicate' }>();
  const close = () => setAsking(undefined);
  return {
    moveTo(lead, to) {
      if (to === 'lost' || to === 'duplicate') setAsking({ lead, to });
      else void move(lead, to);
    },
    dialog: asking && (
      <Suspense>
        {asking.to === 'lost' ? (
          <LoseDialog
            lead={asking.lead}
            onClose={close}
            onChoose={(lostReasonId, note) => {
              close();
              void move(asking.lead, 'lost', { lostReasonId, ...(note !== '' && { note }) });
            }}
          />
        ) : (
          <DuplicateDialog
            lead={asking.lead}
            onClose={close}
            onChoose={(duplicateOfId) => {
              close();
              void move(asking.lead, 'duplicate', duplicateOfId === null ? {} : { duplicateOfId });
            }}
          />
        )}
      </Suspense>
    ),
  };
}
