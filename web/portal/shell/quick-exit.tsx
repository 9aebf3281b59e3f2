/** For whoever must not be seen here: away at once, signed off, and the page gone from where "back" leads. */
import { type ReactNode, useEffect } from 'react';
import type { Country } from '../../api/contract.ts';
import { say } from '../words.ts';

/** Pages that anybody might look at. */
const neutral: Readonly<Record<Country, string>> = {
  GB: 'https://www.bbc.co.uk/weather',
  US: 'https://www.weather.gov/',
  AU: 'https://www.bom.gov.au/',
};
/** Two presses within so long are meant. */
const twiceWithinMs = 1_000;

export function leaveQuickly(country: Country): void {
  document.documentElement.classList.add('p-gone');
  document.title = '';
  // It arrives though the page goes; nobody waits for it.
  void fetch('/api/v1/portal/session', {
    method: 'DELETE',
    headers: { 'x-matterline': '1' },
    keepalive: true,
  }).catch(() => undefined);
  window.location.replace(neutral[country]);
}

/** Esc twice. */
export function useQuickExit(country: Country): void {
  useEffect(() => {
    let last = Number.NEGATIVE_INFINITY;
    function press(event: KeyboardEvent): void {
      if (event.key !== 'Escape' || event.repeat) return;
      if (event.timeStamp - last < twiceWithinMs) leaveQuickly(country);
      last = event.timeStamp;
    }
    // Before any dialogue takes it.
    window.addEventListener('keydown', press, { capture: true });
    return () => window.removeEventListener('keydown', press, { capture: true });
  }, [country]);
}

export function QuickExit({ country }: { country: Country }): ReactNode {
  return (
    <button
      type="button"
      className="p-exit"
      title={say('quickExitHint')}
      onClick={() => leaveQuickly(country)}
    >
      {say('quickExit')}
    </button>
  );
}
