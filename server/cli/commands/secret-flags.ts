import { text } from 'node:stream/consumers';
import { Option } from 'commander';
import { CommandError } from '../with-platform.ts';

/**
 * A flag whose value is secret. Written out it stands in the list of processes for everybody to see, so it may also be
 * `-` (read from standard input, see `readSecrets`) or left out for its environment variable: `--owner-password` is
 * MATTERLINE_OWNER_PASSWORD.
 */
export function secretOption(flags: `--${string} <${string}>`, description: string): Option {
  const option = new Option(flags, `${description}; - reads it from standard input`);
  return option.env(`MATTERLINE_${option.name().toUpperCase().replaceAll('-', '_')}`);
}

/** The options with each `-` among the named secrets replaced by a line of standard input, in the order of the names. */
export async function readSecrets(
  options: unknown,
  names: readonly string[],
  input: AsyncIterable<Buffer | string> = process.stdin,
): Promise<Record<string, unknown>> {
  const given: Record<string, unknown> = { ...Object(options) };
  const wanted = names.filter((name) => given[name] === '-');
  if (wanted.length === 0) return given;
  const lines = (await text(input)).split(/\r?\n/);
  for (const [at, name] of wanted.entries()) {
    const line = lines[at] ?? '';
    if (line === '')
      throw new CommandError(
        `Standard input holds ${at} of ${wanted.length} secrets; write each on a line of its own`,
      );
    given[name] = line;
  }
  return given;
}
