import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fee } from './record-queries.ts';

/** "Billed", "Billable" or "Not billable". */
export function BillingState({ of }: { of: Pick<Fee, 'billable' | 'billedAt'> }): ReactNode {
  const { t } = useTranslation('matters');
  if (of.billedAt !== null) return t('billed');
  return t(of.billable ? 'billable' : 'notBillable');
}
