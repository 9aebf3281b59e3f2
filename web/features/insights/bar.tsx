import type { CSSProperties, ReactNode } from 'react';
import type { Metric } from './asked.ts';
import { type Narrowed, NumberLink } from './number-link.tsx';
import { lengthOf } from './number-words.ts';
import type { Unit } from './queries.ts';

/** A line of a chart: its name, a bar from zero, its number, which opens the leads behind it. */
export function Bar(props: {
  metric: Metric;
  unit: Unit;
  value: number | null;
  longest: number;
  label: string;
  note?: ReactNode;
  beside?: string | undefined;
  tone?: 'way' | 'end';
  narrowed?: Narrowed;
  /** Where a mark stands, in the bar's unit. */
  mark?: number | null;
}): ReactNode {
  const { metric, unit, value, longest, label, narrowed, mark = null } = props;
  return (
    <li className="bar" data-tone={props.tone}>
      <span className="bar__label">
        {label}
        {props.note}
      </span>
      <span className="bar__track" aria-hidden>
        <span className="bar__fill" style={share(lengthOf(value, longest))} />
        {mark !== null && <span className="bar__mark" style={share(lengthOf(mark, longest))} />}
      </span>
      <NumberLink
        metric={metric}
        unit={unit}
        value={value}
        label={label}
        className="number bar__number"
        {...(narrowed && { narrowed })}
      />
      {props.beside !== undefined && <span className="bar__beside quiet">{props.beside}</span>}
    </li>
  );
}

/** The length goes through the style object: the content policy allows that, and no `style` in the text of the page. */
function share(percent: number): CSSProperties {
  return { '--share': `${percent}%` } satisfies Record<`--${string}`, string>;
}
