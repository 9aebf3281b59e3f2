/** What somebody looked for lately: kept in this browser alone, for each member of staff apart. */
import { useCallback, useState } from 'react';

const most = 8;
const keyOf = (staffId: string) => `matterline.searches.${staffId}`;

/** The newest first, with one more in front; once each. */
export function withRecent(before: readonly string[], text: string): string[] {
  const said = text.trim();
  if (said === '') return [...before];
  return [said, ...before.filter((one) => one.toLowerCase() !== said.toLowerCase())].slice(0, most);
}

function read(staffId: string): string[] {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(keyOf(staffId)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string').slice(0, most) : [];
  } catch {
    // Closed to us, or written by somebody else: then nothing is remembered.
    return [];
  }
}

function write(staffId: string, recent: readonly string[]): void {
  try {
    window.localStorage.setItem(keyOf(staffId), JSON.stringify(recent));
  } catch {
    // Nothing is remembered then.
  }
}

export function useRecent(staffId: string): {
  recent: readonly string[];
  remember: (text: string) => void;
  forget: () => void;
} {
  const [recent, setRecent] = useState(() => read(staffId));
  const change = useCallback(
    (next: readonly string[]) => {
      write(staffId, next);
      setRecent([...next]);
    },
    [staffId],
  );
  const remember = useCallback((text: string) => change(withRecent(read(staffId), text)), [change, staffId]);
  const forget = useCallback(() => change([]), [change]);
  return { recent, remember, forget };
}
