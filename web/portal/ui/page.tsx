import { type ReactNode, useEffect, useRef } from 'react';
import { say } from '../words.ts';

let isFirst = true;

/** One screen: its heading gets the focus when somebody comes from another screen, so that it is read out. */
export function Page({
  title,
  about,
  children,
}: {
  title: string;
  about?: ReactNode;
  children?: ReactNode;
}): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${say('portal')}`;
    if (!isFirst) heading.current?.focus({ preventScroll: true });
    isFirst = false;
  }, [title]);
  return (
    <div className="p-page">
      <h1 className="p-page__title" ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {about !== undefined && <p className="p-page__about">{about}</p>}
      {children}
    </div>
  );
}

/** Nothing here yet, and what is going to be. */
export function Empty({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <div className="p-empty">
      <p className="p-empty__title">{title}</p>
      <p>{children}</p>
    </div>
  );
}
