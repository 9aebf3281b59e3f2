import type { ReactNode } from 'react';

const shapes = {
  home: 'M4 11l8-7 8 7v9h-5v-6H9v6H4z',
  messages: 'M4 5h16v11H9l-5 4z',
  files: 'M6 3h8l4 4v14H6zM14 3v4h4',
  toDo: 'M4 4h16v16H4zM8 12l3 3 5-6',
  appointments: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c1-4 4-5 8-5s7 1 8 5',
} as const;

export function PlaceIcon({ place }: { place: keyof typeof shapes }): ReactNode {
  return (
    <svg className="p-icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[place]} />
    </svg>
  );
}
