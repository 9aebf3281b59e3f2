import { type ReactNode, useId } from 'react';

/** One chart: what it is about, its one message, what can be chosen, and the drawing. */
export function Card(props: {
  name: string;
  /** What it says this time. */
  message: string;
  note?: ReactNode;
  controls?: ReactNode;
  wide?: boolean;
  busy?: boolean;
  children: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section
      className="insight-card"
      data-wide={props.wide || undefined}
      aria-labelledby={id}
      aria-busy={props.busy || undefined}
    >
      <header className="insight-card__head">
        <div className="insight-card__words">
          <h2 id={id} className="insight-card__name">
            {props.name}
            {props.note}
          </h2>
          <p className="insight-card__message">{props.message}</p>
        </div>
        {props.controls && <div className="insight-card__controls">{props.controls}</div>}
      </header>
      {props.children}
    </section>
  );
}
