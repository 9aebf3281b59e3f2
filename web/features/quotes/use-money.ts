import { useCallback } from 'react';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { formatMoney } from '../../ui/money-format.ts';

/** Pence as the firm writes money; unless said, in the firm's own currency. */
export function useMoney(currency?: string): (pence: number) => string {
  const firm = useFirmFormat();
  const { locale } = firm;
  const unit = currency ?? firm.currency;
  return useCallback((pence) => formatMoney(pence, unit, locale), [unit, locale]);
}

/** "1 January 2027", from YYYY-MM-DD. */
export function useDay(): (day: string) => string {
  const { locale } = useFirmFormat();
  return useCallback(
    (day) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(
        new Date(`${day}T00:00:00Z`),
      ),
    [locale],
  );
}
