import type { ReactNode } from 'react';
import { useFirmFormat } from './firm-format.tsx';
import { formatMoney } from './money-format.ts';

/** `{ amount: 4800, currency: 'GBP' }` → £48.00. The amount is in minor units. */
export function Money({ amount, currency }: { amount: number; currency: string }): ReactNode {
  const { locale } = useFirmFormat();
  return <span className="figures">{formatMoney(amount, currency, locale)}</span>;
}
