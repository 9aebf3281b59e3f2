import type { ReactNode } from 'react';

/** What happened: `bad` is read out at once, the rest when there is a pause. */
export function Notice({
  kind = 'plain',
  children,
}: {
  kind?: 'plain' | 'good' | 'bad';
  children: ReactNode;
}): ReactNode {
  return (
    <div className="p-notice" data-kind={kind} role={kind === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}
