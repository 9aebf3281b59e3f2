import { useState } from 'react';
import { useRefusal } from './refusal.ts';

export type Task = {
  busy: boolean;
  error: unknown;
  clear: () => void;
  /** Runs unless one runs already; a failure is kept as `error`, in our words. Resolves to whether it went well. */
  run: (work: () => Promise<void>) => Promise<boolean>;
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
      if (busy) return false;
      setBusy(true);
      setError(undefined);
      try {
        await work();
        return true;
      } catch (caught) {
        setError(inWords(caught));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
