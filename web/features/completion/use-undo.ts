import { useCallback, useRef, useState } from 'react';
import { ApiProblem } from '../../api/problem.ts';
import { showProblem } from '../../ui/toasts.tsx';
import { type FieldChanges, type Sheet, versionIn } from './sheet-query.ts';
import { type Step, withStep } from './undo-list.ts';

interface Undo {
  last: Step | undefined;
  remember: (step: Step, version: number) => void;
  /** Takes the last change back, unless somebody else changed the field since: then it says so. */
  undo: () => Promise<void>;
}

export function useUndo(change: (fields: FieldChanges) => Promise<Sheet>): Undo {
  const [steps, setSteps] = useState<readonly Step[]>([]);
  /** Of each field, as of our own last save. */
  const own = useRef(new Map<string, number>());
  const remember = useCallback((step: Step, version: number) => {
    own.current.set(step.key, version);
    setSteps((before) => withStep(before, step));
  }, []);
  const last = steps.at(-1);
  async function undo(): Promise<void> {
    const version = own.current.get(last?.key ?? '');
    if (!last || version === undefined) return;
    try {
      const after = await change({ [last.key]: { value: last.before, version } });
      own.current.set(last.key, versionIn(after, last.key));
    } catch (error) {
      showProblem(error);
      // What failed for want of a line can be tried again.
      if (!(error instanceof ApiProblem) || error.code !== 'conflict') return;
    }
    setSteps((before) => before.filter((step) => step !== last));
  }
  return { last, remember, undo };
}
