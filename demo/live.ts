import type { FastifyBaseLogger } from 'fastify';
import { createChance } from './chance.ts';
import { createHappenings } from './happenings.ts';
import type { Phones } from './phones.ts';

/** Lets something happen every 20 to 60 seconds until stopped. */
export function startLive(phones: Phones, logger: FastifyBaseLogger): { stop(): Promise<void> } {
  const chance = createChance(Date.now());
  const nextHappening = createHappenings(chance, true);
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const plan = (seconds: number) => {
    timer = setTimeout(() => {
      running = phones
        .perform(nextHappening())
        .catch((error: unknown) => logger.warn({ err: error }, 'the demo’s phones'))
        .finally(() => plan(chance.between(20, 60)));
    }, seconds * 1000);
  };
  plan(8);
  return {
    async stop() {
      clearTimeout(timer);
      await running;
      clearTimeout(timer);
    },
  };
}
