import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { FirmFormatProvider } from '../ui/firm-format.tsx';
import type { Me, Role } from './contract.ts';
import { sessionQuery } from './session-query.ts';

const Signed = createContext<Me | undefined>(undefined);

/** Gives the signed-in person and the firm's way of writing dates and money to everything below. */
export function SessionProvider({ children }: { children: ReactNode }): ReactNode {
  const { data } = useQuery(sessionQuery);
  const me = data?.state === 'signed_in' ? data.me : undefined;
  const format = useMemo(
    () => me && { country: me.firm.country, timeZone: me.firm.timeZone, currency: me.firm.currency },
    [me],
  );
  if (!me || !format) return null;
  return (
    <Signed value={me}>
      <FirmFormatProvider format={format}>{children}</FirmFormatProvider>
    </Signed>
  );
}

/** The firm and the member of staff who is signed in. Only below the app's frame. */
export function useMe(): Me {
  const me = useContext(Signed);
  if (!me) throw new Error('useMe is for screens inside the app frame');
  return me;
}

export function useMayDo(...roles: readonly Role[]): boolean {
  return roles.includes(useMe().staff.role);
}
