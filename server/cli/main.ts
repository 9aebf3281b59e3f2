import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config.ts';
import { BackupError } from '../platform/backup/index.ts';
import { Problem } from '../platform/http/problems.ts';
import { commands } from './commands/all.ts';
import { CommandError, withPlatform } from './with-platform.ts';

async function main(): Promise<void> {
  const program = new Command('matterline')
    .description("The operator's command line. It works beside a running program.")
    .option('--json', 'print one JSON object')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  for (const register of commands) register(program, withPlatform);
  // Commander's settings are not handed down to subcommands that were added by themselves.
  const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
  for (const command of all(program)) command.exitOverride().configureHelp({ showGlobalOptions: true });
  await program.parseAsync();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    // Commander has said it already (help, an unknown flag, a missing one).
    if (error instanceof CommanderError) process.exit(error.exitCode);
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  },
);

/** One line that says what to change. */
function explain(error: unknown): string {
  const told = [CommandError, ConfigError, BackupError, Problem];
  if (error instanceof Error && told.some((kind) => error instanceof kind)) return error.message;
  return error instanceof Error ? error.message.split('\n')[0] || error.name : String(error);
}
