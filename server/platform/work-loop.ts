import type { FastifyBaseLogger } from 'fastify';

/** Work that waits in the database and is looked for again and again, and at once when woken. */
export interface WorkLoop {
  wake(): void;
  /** Ends after the round under way. */
  stop(): Promise<void>;
}

/**
 * Runs `round` until it says that nothing is left (`false`), then rests until woken or `restMs` is over. A round that
 * throws is logged and tried again after a rest: the work is still in the database.
 */
export function startWorkLoop(options: {
  name: string;
  restMs: number;
  round: () => Promise<boolean>;
  logger: FastifyBaseLogger;
}): WorkLoop {
  let stopping = false;
  let woken = false;
  let endRest: (() => void) | null = null;

  function rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, options.restMs);
      endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function run(): Promise<void> {
    while (!stopping) {
      woken = false;
      const more = await options.round().catch((error: unknown) => {
        options.logger.error(
          { err: error, loop: options.name },
          'a round of work failed and will be tried again',
        );
        return false;
      });
      if (!more && !woken && !stopping) await rest();
    }
  }

  const running = run();
  return {
    wake() {
      woken = true;
      endRest?.();
    },
    async stop() {
      stopping = true;
      endRest?.();
      await running;
    },
  };
}
