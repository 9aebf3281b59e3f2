import type { Command } from 'commander';
import { z } from 'zod';
import { findStaffByIdOrEmail, insertToken } from '../../features/staff/index.ts';
import { readFlags } from '../read-flags.ts';
import { CommandError, type WithPlatform } from '../with-platform.ts';

const flags = z.object({
  firm: z.uuid('Give the id of the firm'),
  staff: z.string().min(1),
  name: z.string().trim().min(1).max(100),
});

export function register(program: Command, withPlatform: WithPlatform): void {
  const token = program.command('token').description('API tokens');
  token
    .command('create')
    .description('Makes an API token with the rights of a staff member; it is shown this once')
    .requiredOption('--firm <id>', 'id of the firm')
    .requiredOption('--staff <id>', 'id or e-mail address of the staff member')
    .requiredOption('--name <name>', 'what it is for')
    .action(async (options: unknown, command: Command) => {
      const { firm, staff, name } = readFlags(flags, options);
      await withPlatform(
        command,
        ({ platform }) =>
          platform.database.firm(firm).write(async (tx) => {
            const person = await findStaffByIdOrEmail(tx, firm, staff);
            if (!person) throw new CommandError(`--staff: the firm has no staff member ${staff}`);
            return await insertToken(tx, firm, { staffId: person.id, name }, platform.clock.now());
          }),
        ({ token: text }) => text,
      );
    });
}
