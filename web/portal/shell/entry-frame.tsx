import type { ReactNode } from 'react';
import type { Seat } from '../session.tsx';
import { say } from '../words.ts';
import { FirmName, firmColours } from './firm-name.tsx';
import { QuickExit } from './quick-exit.tsx';

/** Around the pages before one is in: no firm is known yet, but for the last step. */
export function EntryFrame({ seat, children }: { seat?: Seat; children: ReactNode }): ReactNode {
  return (
    <div className="p-entry">
      <header className="p-header" {...(seat && { style: firmColours(seat) })}>
        {seat ? <FirmName seat={seat} /> : <span className="p-header__name">{say('portal')}</span>}
        <QuickExit country={seat?.country ?? 'GB'} />
      </header>
      <main className="p-entry__main" id="content">
        <div className="p-card">{children}</div>
      </main>
    </div>
  );
}
