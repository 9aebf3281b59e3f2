import type { Command } from 'commander';
import { readConfig } from '../../config.ts';
import { examineDatabase, examineMachine, whereItRuns } from '../examine.ts';
import { bad, type Finding, report } from '../findings.ts';
import { CommandError, type WithPlatform } from '../with-platform.ts';

export function register(program: Command, withPlatform: WithPlatform): void {
  program
    .command('doctor')
    .description('Looks whether everything works, and says what to do; fails when something does not')
    .action(async (_options: unknown, command: Command) => {
      // Settings that contradict each other end here, with their own sentence.
      const config = readConfig(process.env, { demo: false });
      const machine = await examineMachine(config);
      const where = await whereItRuns(config, process.env);
      const findings: Finding[] = [];
      let told = false;
      const tell = (all: readonly Finding[]) => {
        findings.push(...all);
        told = true;
        return { ok: all.every(({ state }) => state !== 'bad'), findings: all };
      };
      try {
        await withPlatform(
          command,
          async (context) => tell([...machine, ...(await examineDatabase(context, config, where))]),
          ({ findings: all }) => report(all),
        );
      } catch (error) {
        if (told) throw error;
        const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
        const todo =
          config.databaseUrl === null
            ? 'see that DATA_DIR is right and that nothing else uses its database'
            : 'check DATABASE_URL, and that the server runs and takes connections from here';
        const all = tell([...machine, bad('database', `it cannot be used (${why})`, todo)]);
        const { json } = command.optsWithGlobals<{ json?: boolean }>();
        process.stdout.write(`${json ? JSON.stringify(all) : report(all.findings)}\n`);
      }
      const wrong = findings.filter(({ state }) => state === 'bad').map(({ check }) => check);
      if (wrong.length > 0) throw new CommandError(`Something needs you: ${wrong.join('; ')}`);
    });
}
