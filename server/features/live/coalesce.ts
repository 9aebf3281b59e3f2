/**
 * One piece of work at a time for many who ask: whoever asks while it runs gets the next run, which begins after they
 * asked. So what it reads is never older than the question.
 */
export function coalesce<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  let next: Promise<T> | null = null;

  function start(): Promise<T> {
    const started = work();
    running = started;
    const done = () => {
      if (running === started) running = null;
    };
    started.then(done, done);
    return started;
  }

  return () => {
    if (!running) return start();
    next ??= running.then(
      () => follow(),
      () => follow(),
    );
    return next;
  };

  function follow(): Promise<T> {
    next = null;
    return start();
  }
}
