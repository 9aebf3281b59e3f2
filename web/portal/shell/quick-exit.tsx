/** For whoever must not be seen here: away at once, signed off, and the page gone from where "back" leads. */
import { type ReactNode, useEffect, useRef } from 'react';
import type { Country } from '../../api/contract.ts';
import { forgetDrafts } from '../kept-drafts.ts';
import { say } from '../words.ts';

/** Pages that anybody might look at. */
const neutral: Readonly<Record<Country, string>> = {
  GB: 'https://www.bbc.co.uk/weather',
  US: 'https://www.weather.gov/',
  AU: 'https://www.bom.gov.au/',
};
/** Two presses within so long are meant. */
const twiceWithinMs = 1_000;

/** Where it leads, by the firm's will; null: the firm wants no quick exit. */
export type Exit = { country: Country; quickExit: { url: string } | null };
export const anyExit: Exit = { country: 'GB', quickExit: { url: '' } };

export function leaveQuickly({ country, quickExit }: Exit): void {
  document.documentElement.classList.add('p-gone');
  document.title = '';
  forgetDrafts();
  // It arrives though the page goes; nobody waits for it.
  void fetch('/api/v1/portal/session', {
    method: 'DELETE',
    headers: { 'x-matterline': '1' },
    keepalive: true,
  }).catch(() => undefined);
  window.location.replace(quickExit?.url || neutral[country]);
}

/** Esc twice. */
export function useQuickExit(exit: Exit): void {
  const latest = useRef(exit);
  latest.current = exit;
  useEffect(() => {
    let last = Number.NEGATIVE_INFINITY;
    function press(event: KeyboardEvent): void {
      if (event.key !== 'Escape' || event.repeat) return;
      if (event.timeStamp - last < twiceWithinMs && latest.current.quickExit) leaveQuickly(latest.current);
      last = event.timeStamp;
    }
    // Before any dialogue takes it.
    window.addEventListener('keydown', press, { capture: true });
    return () => window.removeEventListener('keydown', press, { capture: true });
  }, []);
}

export function QuickExit({ exit }: { exit: Exit }): ReactNode {
  if (!exit.quickExit) return null;
  return (
    <button type="button" className="p-exit" title={say('quickExitHint')} onClick={() => leaveQuickly(exit)}>
      {say('quickExit')}
    </button>
  );
}
