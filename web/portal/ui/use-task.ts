import { useState } from 'react';
import { failureWords } from '../call.ts';

export interface Task {
  busy: boolean;
  /** What to tell of the last failure. */
  failure: string | undefined;
  /** Runs it unless another one runs; whether it went well. */
  run(work: () => Promise<void>): Promise<boolean>;
  clear(): void;
}

/** One thing at a time that a person started, with its failure in words. */
export function useTask(): Task {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  return {
    busy,
    failure,
    clear: () => setFailure(undefined),
    async run(work) {
      if (busy) return false;
      setBusy(true);
      setFailure(undefined);
      try {
        await work();
        return true;
      } catch (error) {
        setFailure(failureWords(error));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
