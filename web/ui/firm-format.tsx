import { createContext, type ReactNode, useContext } from 'react';

/** How the firm writes: where it is, its clock and its money. */
export type FirmFormat = { country: 'GB' | 'US' | 'AU'; timeZone: string; currency: string };

const Format = createContext<FirmFormat>({ country: 'GB', timeZone: 'Europe/London', currency: 'GBP' });

export function FirmFormatProvider({
  format,
  children,
}: {
  format: FirmFormat;
  children: ReactNode;
}): ReactNode {
  return <Format value={format}>{children}</Format>;
}

export function useFirmFormat(): FirmFormat & { locale: string } {
  const format = useContext(Format);
  return { ...format, locale: `en-${format.country}` };
}
