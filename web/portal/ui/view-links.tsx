import type { ReactNode } from 'react';
import { follow } from '../router.ts';

/** Two lists of one page, by the address. */
export function ViewLinks({
  label,
  views,
}: {
  label: string;
  views: readonly { name: string; path: string; current: boolean }[];
}): ReactNode {
  return (
    <nav className="p-views" aria-label={label}>
      {views.map(({ name, path, current }) => (
        <a key={path} href={path} aria-current={current ? 'page' : undefined} onClick={follow}>
          {name}
        </a>
      ))}
    </nav>
  );
}
