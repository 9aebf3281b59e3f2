import type { ReactNode } from 'react';
import { nameTab } from './name-tab.ts';
import './page-header.css';

/** Title of a screen, a quiet line below it, and at the right its one primary action. */
export function PageHeader(props: {
  title: ReactNode;
  subtitle?: ReactNode;
  badge?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}): ReactNode {
  return (
    <header className="page-header">
      <div className="page-header__line">
        <div className="page-header__words">
          <h1 className="page-header__title">
            <span ref={(title) => nameTab(title)}>{props.title}</span>
            {props.badge}
          </h1>
          {props.subtitle && <p className="page-header__subtitle">{props.subtitle}</p>}
        </div>
        {props.actions && <div className="page-header__actions">{props.actions}</div>}
      </div>
      {props.children}
    </header>
  );
}
