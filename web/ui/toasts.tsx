import { lazy, type ReactNode, Suspense, useSyncExternalStore } from 'react';

const load = () => import('./undo-toast.tsx');
const ToastArea = lazy(() => load().then((module) => ({ default: module.ToastArea })));

let wanted = false;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function want(): void {
  wanted = true;
  for (const listener of listeners) listener();
}

/**
 * Says what has been done ("Logged as a fee on Okafor – Purchase of 12 Mill Lane") and offers to undo it.
 * It takes the place of the one before. `undo` may fail; the toast then says so and stays.
 */
export function showDone(message: ReactNode, undo?: () => Promise<unknown>): void {
  want();
  void load().then((module) => module.showDoneToast(message, undo));
}

/** Says that something failed, in the words of the problem. Stays until it is put away. */
export function showProblem(error: unknown, kept?: string): void {
  want();
  void load().then((module) => module.showProblemToast(error, kept));
}

/** Where the toasts appear; once, in the app frame. Its code is fetched with the first toast. */
export function Toasts(): ReactNode {
  const here = useSyncExternalStore(subscribe, () => wanted);
  return <Suspense>{here && <ToastArea />}</Suspense>;
}
