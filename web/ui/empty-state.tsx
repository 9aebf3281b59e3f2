import type { ReactNode } from 'react';
import './empty-state.css';

/** What a screen says when it has nothing: what belongs here and the one thing to do about it. */
export function EmptyState(props: {
  icon?: ReactNode;
  title: string;
  action?: ReactNode;
  children?: ReactNode;
}): ReactNode {
  return (
    <div className="empty-state">
      {props.icon && <div className="empty-state__icon">{props.icon}</div>}
      <p className="empty-state__title">{props.title}</p>
      {props.children && <div className="empty-state__body">{props.children}</div>}
      {props.action && <div className="empty-state__action">{props.action}</div>}
    </div>
  );
}
