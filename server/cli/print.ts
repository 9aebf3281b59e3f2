import type { Command } from 'commander';

function wantsJson(command: Command): boolean {
  return command.optsWithGlobals<{ json?: boolean }>().json === true;
}

/** A command's result: with `--json` as one JSON object, else as `say` puts it. */
export function print<Result extends object>(
  command: Command,
  result: Result,
  say: (result: Result) => string,
): void {
  process.stdout.write(`${wantsJson(command) ? JSON.stringify(result) : say(result)}\n`);
}

/** Lines about how far a long command is, on stderr; none for scripts. */
export function sayProgress(command: Command): (line: string) => void {
  return wantsJson(command) ? () => undefined : (line) => void process.stderr.write(`${line}\n`);
}
