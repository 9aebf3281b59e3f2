import type { CSSProperties, ReactNode } from 'react';
import type { Seat } from '../session.tsx';
import { inkOn } from './ink.ts';

declare module 'react' {
  interface CSSProperties {
    '--firm'?: string;
    '--firm-ink'?: string;
  }
}

/** The firm’s own colour, for its mark and the band above; words stay in colours that can be read. */
export function firmColours({ accent }: Pick<Seat, 'accent'>): CSSProperties {
  return { '--firm': accent, '--firm-ink': inkOn(accent) };
}

export function FirmName({ seat }: { seat: Pick<Seat, 'accent' | 'firmName' | 'logo'> }): ReactNode {
  return (
    <span className="p-header__firm" style={firmColours(seat)}>
      {seat.logo === null ? (
        <span className="p-header__mark" aria-hidden="true">
          {[...seat.firmName][0]?.toUpperCase()}
        </span>
      ) : (
        <img className="p-header__logo" src={seat.logo} alt="" />
      )}
      <span className="p-header__name">{seat.firmName}</span>
    </span>
  );
}
