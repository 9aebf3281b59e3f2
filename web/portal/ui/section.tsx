import { type ReactNode, useId } from 'react';

export function Section({
  title,
  about,
  children,
}: {
  title: string;
  about?: string;
  children: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section className="p-section" aria-labelledby={id}>
      <h2 className="p-section__title" id={id}>
        {title}
      </h2>
      {about !== undefined && <p className="p-section__about">{about}</p>}
      {children}
    </section>
  );
}
