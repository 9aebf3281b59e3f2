import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiProblem } from '../../api/problem.ts';
import { type FieldValue, type Sheet, type SheetField, versionIn } from './sheet-query.ts';
import { type Step, same } from './undo-list.ts';

const pauseMs = 800;

export interface FieldState {
  /** What stands in the field: what was typed, else what is kept. */
  value: FieldValue;
  problem: unknown;
  /** Somebody else saved the same field meanwhile: the server's words with both values. */
  conflict: string | undefined;
  /** `save: false`: half a date, which is shown and waited for. */
  write: (value: FieldValue, save?: boolean) => void;
  /** Saves at once what was typed. */
  leave: () => void;
  takeTheirs: () => void;
  saveMine: () => void;
}

interface How {
  save: (key: string, value: FieldValue, version: number) => Promise<Sheet>;
  read: () => Promise<Sheet>;
  onSaved: (step: Step, version: number) => void;
}

/**
 * One field that saves itself a moment after the last key, over the version that was there when typing began: what
 * somebody else saved meanwhile is never written over unseen.
 */
export function useField(field: SheetField, { save, read, onSaved }: How): FieldState {
  const { key, label } = field;
  const [draft, setDraft] = useState<{ value: FieldValue } | null>(null);
  const [problem, setProblem] = useState<unknown>();
  const waiting = useRef<{ value: FieldValue } | null>(null);
  const base = useRef<{ version: number; value: FieldValue } | null>(null);
  const running = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const flush = useCallback(async (): Promise<void> => {
    clearTimeout(timer.current);
    if (running.current || !waiting.current || !base.current) return;
    running.current = true;
    const began = base.current;
    let sent: { value: FieldValue } | null = null;
    try {
      while (waiting.current) {
        const { value } = waiting.current;
        sent = waiting.current;
        waiting.current = null;
        if (same(value, base.current.value)) continue;
        const after = await save(key, value, base.current.version);
        base.current = { version: versionIn(after, key), value };
      }
      if (!same(began.value, base.current.value))
        onSaved({ key, label, before: began.value }, base.current.version);
      base.current = null;
      setDraft(null);
      setProblem(undefined);
    } catch (error) {
      setProblem(error);
      // It goes again with the next word, or when one leaves the field; a conflict waits for a choice.
      if (!isConflict(error)) waiting.current ??= sent;
    } finally {
      running.current = false;
    }
  }, [key, label, save, onSaved]);

  // Whoever goes elsewhere in mid-word loses nothing.
  const latest = useRef(flush);
  useEffect(() => {
    latest.current = flush;
  }, [flush]);
  useEffect(() => () => void latest.current(), []);

  const write = (value: FieldValue, saves = true): void => {
    base.current ??= { version: field.version, value: field.value };
    setDraft({ value });
    setProblem(undefined);
    clearTimeout(timer.current);
    waiting.current = saves ? { value } : null;
    if (saves) timer.current = setTimeout(() => void flush(), pauseMs);
  };

  async function again(mine: boolean): Promise<void> {
    try {
      const sheet = await read();
      const theirs = sheet.fields.find((one) => one.key === key);
      const kept = mine && draft && theirs;
      base.current = kept ? { version: theirs.version, value: theirs.value } : null;
      waiting.current = kept ? draft : null;
      setProblem(undefined);
      if (kept) await flush();
      else setDraft(null);
    } catch (error) {
      setProblem(error);
    }
  }

  const clashed = isConflict(problem);
  return {
    value: draft ? draft.value : field.value,
    problem: clashed ? undefined : problem,
    conflict: clashed ? (problem.fieldErrors[key] ?? problem.detail ?? problem.title) : undefined,
    write,
    leave: () => void flush(),
    takeTheirs: () => void again(false),
    saveMine: () => void again(true),
  };
}

function isConflict(problem: unknown): problem is ApiProblem {
  return problem instanceof ApiProblem && problem.code === 'conflict';
}
