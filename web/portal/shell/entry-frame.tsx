import type { ReactNode } from 'react';
import type { Seat } from '../session.tsx';
import { say } from '../words.ts';
import { FirmName, firmColours } from './firm-name.tsx';
import { useAddressLook } from './look.ts';
import { anyExit, QuickExit } from './quick-exit.tsx';

/** Around the pages before one is in: the firm is known by its own address or when it is alone here, else only at the last step. */
export function EntryFrame({ seat, children }: { seat?: Seat; children: ReactNode }): ReactNode {
  const ofAddress = useAddressLook();
  const look = seat ?? ofAddress;
  return (
    <div className="p-entry">
      <header className="p-header" {...(look && { style: firmColours(look) })}>
        {look ? <FirmName seat={look} /> : <span className="p-header__name">{say('portal')}</span>}
        <QuickExit exit={look ?? anyExit} />
      </header>
      <main className="p-entry__main" id="content">
        <div className="p-card">{children}</div>
      </main>
    </div>
  );
}
