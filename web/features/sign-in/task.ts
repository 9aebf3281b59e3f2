import { useState } from 'react';
import { useRefusal } from './refusal.ts';

export type Task = {
  busy: boolean;
  error: unknown;
  clear: () => void;
  /** Runs unless one runs already; a failure is kept as `error`, in our words. */
  run: (work: () => Promise<void>) => Promise<void>;
};

/** One thing at a time that may fail: what the forms before and about sign-in do. */
export function useTask(): Task {
  const inWords = useRefusal();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  return {
    busy,
    error,
    clear: () => setError(undefined),
    run: async (work) => {
      if (busy) return;
      setBusy(true);
      setError(undefined);
      try {
        await work();
      } catch (caught) {
        setError(inWords(caught));
      } finally {
        setBusy(false);
      }
    },
  };
}
