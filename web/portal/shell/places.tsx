/** The portal's places: below on a phone, beside the screen on a desk; with how much waits at each. */
import type { ReactNode } from 'react';
import { follow, useAddress } from '../router.ts';
import { portalPaths } from '../routes.ts';
import { say } from '../words.ts';
import { PlaceIcon } from './place-icon.tsx';
import { useWaiting } from './use-waiting.ts';

const places = [
  { name: 'home', path: portalPaths.home },
  { name: 'messages', path: portalPaths.messages },
  { name: 'toDo', path: portalPaths.toDo },
  { name: 'appointments', path: portalPaths.appointments },
  { name: 'files', path: portalPaths.files },
] as const;

export function Places(): ReactNode {
  const { path } = useAddress();
  const waiting = useWaiting();
  const countOf = { messages: waiting?.unread ?? 0, toDo: waiting?.toDos ?? 0 };
  return (
    <nav className="p-nav" aria-label={say('navigation')}>
      {places.map((place) => {
        const count = place.name === 'messages' || place.name === 'toDo' ? countOf[place.name] : 0;
        return (
          <a
            key={place.name}
            className="p-nav__place"
            href={place.path}
            aria-current={isAt(place.path, path) ? 'page' : undefined}
            onClick={follow}
          >
            <PlaceIcon place={place.name} />
            <span>{say(place.name)}</span>
            {count > 0 && <Count count={count} />}
          </a>
        );
      })}
    </nav>
  );
}

function Count({ count }: { count: number }): ReactNode {
  const shown = count >= 100 ? '99+' : String(count);
  return (
    <span className="p-nav__count">
      <span aria-hidden="true">{shown}</span>
      <span className="p-hidden">{say('waits', { count: shown })}</span>
    </span>
  );
}

function isAt(place: string, path: string): boolean {
  if (place === portalPaths.home) return path === place;
  if (place === portalPaths.messages && path.startsWith('/portal/c/')) return true;
  if (place === portalPaths.files && path.startsWith('/portal/shares/')) return true;
  if (place === portalPaths.toDo && path.startsWith('/portal/requests/')) return true;
  return path === place || path.startsWith(`${place}/`);
}
