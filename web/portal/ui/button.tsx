import type { ButtonHTMLAttributes, ReactNode } from 'react';

type Look = 'main' | 'plain' | 'quiet' | 'danger';

/** While it is busy it stays where it is and can be reached, and a second press does nothing. */
export function Button({
  look = 'main',
  busy = false,
  wide = false,
  children,
  onClick,
  type = 'button',
  ...more
}: Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> & {
  look?: Look;
  busy?: boolean;
  wide?: boolean;
  children: ReactNode;
}): ReactNode {
  return (
    <button
      {...more}
      type={type}
      className="p-button"
      data-look={look}
      data-wide={wide || undefined}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {children}
    </button>
  );
}
