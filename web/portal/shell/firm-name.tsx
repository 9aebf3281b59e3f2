import type { CSSProperties, ReactNode } from 'react';
import type { Seat } from '../session.tsx';
import { inkOn } from './ink.ts';

declare module 'react' {
  interface CSSProperties {
    '--firm'?: string;
    '--firm-ink'?: string;
  }
}

/** The firm's mark and name in its own colour; the words themselves stay in colours that can be read. */
export function FirmName({ seat }: { seat: Seat }): ReactNode {
  const colours: CSSProperties = { '--firm': seat.accent, '--firm-ink': inkOn(seat.accent) };
  return (
    <span className="p-header__firm" style={colours}>
      <span className="p-header__mark" aria-hidden="true">
        {[...seat.firmName][0]?.toUpperCase()}
      </span>
      <span className="p-header__name">{seat.firmName}</span>
    </span>
  );
}
