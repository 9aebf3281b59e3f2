import { useCallback, useEffect, useState } from 'react';
import type { Answer } from '../../api/contract.ts';
import { call } from '../call.ts';
import { useNews } from '../live.ts';

export type Waiting = Answer<'GET /portal/api/waiting'>;

/** How much waits for the person, kept up to date by what is heard. Null: not known yet. */
export function useWaiting(): Waiting | null {
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const read = useCallback(() => {
    // It stands beside a place's name: what it said before is better than a complaint.
    call('GET /portal/api/waiting').then(setWaiting, () => undefined);
  }, []);
  useEffect(read, [read]);
  useNews(read);
  return waiting;
}
