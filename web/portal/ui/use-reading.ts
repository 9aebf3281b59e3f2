import { useCallback, useEffect, useRef, useState } from 'react';
import { failureWords } from '../call.ts';

/** What a section shows, read when it opens and again after a change. */
export function useReading<T>(read: () => Promise<T>): {
  value: T | null;
  failure: string | undefined;
  again: () => Promise<void>;
} {
  const [value, setValue] = useState<T | null>(null);
  const [failure, setFailure] = useState<string>();
  const reading = useRef(read);
  const again = useCallback(async () => {
    try {
      setValue(await reading.current());
      setFailure(undefined);
    } catch (error) {
      setFailure(failureWords(error));
    }
  }, []);
  useEffect(() => void again(), [again]);
  return { value, failure, again };
}
