import type { ReactNode } from 'react';
import { nameTab } from '../ui/name-tab.ts';
import './entry-frame.css';

/** The frame of screens before one is in: sign in, set up, accept an invitation. One card, one task. */
export function EntryFrame(props: {
  title: string;
  subtitle?: ReactNode;
  wide?: boolean;
  children: ReactNode;
  below?: ReactNode;
}): ReactNode {
  return (
    <main className="entry-frame">
      <div className="entry-frame__column" data-wide={props.wide || undefined}>
        <p className="entry-frame__brand">
          <img src="/matterline.svg" width={28} height={28} alt="" />
          Matterline
        </p>
        <section className="entry-frame__card">
          <h1 ref={(title) => nameTab(title)} className="entry-frame__title">
            {props.title}
          </h1>
          {props.subtitle && <p className="entry-frame__subtitle">{props.subtitle}</p>}
          {props.children}
        </section>
        {props.below && <div className="entry-frame__below">{props.below}</div>}
      </div>
    </main>
  );
}
