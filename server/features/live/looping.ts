const retryMs = 1_000;

/**
 * Runs the work until it says that nothing is left (`false`), once more if it was asked for meanwhile, and again a second
 * after a fault, which it is told first.
 */
export function looping(work: () => Promise<boolean>, onFault: (error: unknown) => void): () => void {
  let running = false;
  let again = false;
  async function run(): Promise<void> {
    running = true;
    try {
      do {
        again = false;
      } while ((await work()) || again);
    } catch (error) {
      onFault(error);
      setTimeout(start, retryMs).unref();
    } finally {
      running = false;
    }
  }
  function start(): void {
    again = true;
    if (!running) void run();
  }
  return start;
}
