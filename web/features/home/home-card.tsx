import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import './home-card.css';

/** One subject on Home: its name, how many wait, the first few, and the way to all of them. */
export function HomeCard(props: {
  title: string;
  count?: number | undefined;
  /** Said when nothing waits. */
  empty: string;
  all: { to: string; label: string };
  error?: Error | null;
  children?: ReactNode;
}): ReactNode {
  const { count } = props;
  return (
    <section className="home-card" aria-label={props.title}>
      <header className="home-card__head">
        <h2 className="home-card__title">{props.title}</h2>
        {count !== undefined && count > 0 && <span className="nav-count figures">{count}</span>}
      </header>
      {props.error && <ProblemAlert error={props.error} dense />}
      {count === 0 && <p className="home-card__empty">{props.empty}</p>}
      {count !== undefined && count > 0 && <ul className="home-card__rows">{props.children}</ul>}
      {count !== undefined && (
        <Link to={props.all.to} className="home-card__all">
          {props.all.label}
        </Link>
      )}
    </section>
  );
}

export function HomeCardRow(props: {
  to: string;
  search?: Readonly<Record<string, string>>;
  mark?: ReactNode;
  title: string;
  about?: ReactNode;
  end?: ReactNode;
}): ReactNode {
  return (
    <li>
      <Link to={props.to} {...(props.search && { search: props.search })} className="home-card__row">
        {props.mark}
        <span className="home-card__words">
          <span className="home-card__name">{props.title}</span>
          {props.about && <span className="home-card__about">{props.about}</span>}
        </span>
        {props.end && <span className="home-card__end">{props.end}</span>}
      </Link>
    </li>
  );
}
