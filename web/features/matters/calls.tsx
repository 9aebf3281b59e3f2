import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { InteractionsOf } from './interactions-of.tsx';
import { useMatterId } from './matter-queries.ts';

/** Calls, texts and faxes that landed on the matter. */
export function Calls(): ReactNode {
  const { t } = useTranslation('matters');
  const matterId = useMatterId();
  return (
    <InteractionsOf
      of={{ matterId }}
      label={t('tabCalls')}
      emptyTitle={t('noCalls')}
      emptyBody={t('noCallsBody')}
      main
    />
  );
}
