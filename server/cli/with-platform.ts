import type { Command } from 'commander';
import { pino } from 'pino';
import { readConfig } from '../config.ts';
import { type Context, createContext } from '../context.ts';
import { features } from '../feature-list.ts';
import { openDatabase } from '../platform/db/connect.ts';

/** What the person must change; shown as it is, without a stack. */
export class CommandError extends Error {
  override name = 'CommandError';
}

/**
 * Runs one command with the program's wiring, beside a running program or alone, and prints its result: with `--json` as
 * one JSON object, else as `say` puts it.
 */
export type WithPlatform = <Result extends object>(
  command: Command,
  work: (context: Context) => Promise<Result>,
  say: (result: Result) => string,
) => Promise<void>;

export const withPlatform: WithPlatform = async (command, work, say) => {
  const config = readConfig(process.env, { demo: false });
  const logger = pino({ level: 'error' }, pino.destination({ dest: 2, sync: true }));
  const database = await openDatabase(config, () => undefined, { besideProgram: true });
  try {
    const context = await createContext(config, database.connection, features, { logger });
    try {
      const result = await work(context);
      const { json } = command.optsWithGlobals<{ json?: boolean }>();
      process.stdout.write(`${json ? JSON.stringify(result) : say(result)}\n`);
    } finally {
      await context.close();
    }
  } finally {
    await database.close();
  }
};
