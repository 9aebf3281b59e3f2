import type { Command } from 'commander';
import { z } from 'zod';
import { createStaff, newOwner, newStaff } from '../../features/staff/index.ts';
import { readFlags } from '../read-flags.ts';
import { CommandError, type WithPlatform } from '../with-platform.ts';
import { firmExists } from './known-firm.ts';
import { readSecrets, secretOption } from './secret-flags.ts';

const flags = z.object({
  firm: z.uuid('Give the id of the firm'),
  firstName: newStaff.shape.firstName,
  lastName: newStaff.shape.lastName,
  email: newStaff.shape.email,
  role: newStaff.shape.role,
  extension: newStaff.shape.extension,
  password: newOwner.shape.password.optional(),
});

export function register(program: Command, withPlatform: WithPlatform): void {
  const staff = program.command('staff').description('Staff of a firm');
  staff
    .command('create')
    .description('Adds a staff member; with a password the person can sign in at once')
    .requiredOption('--firm <id>', 'id of the firm')
    .requiredOption('--first-name <name>', 'first name')
    .requiredOption('--last-name <name>', 'last name')
    .requiredOption('--email <address>', 'what the person signs in with')
    .option('--role <role>', 'owner, administrator or member', 'member')
    .option('--extension <digits>', 'extension at the phone system')
    .addOption(
      secretOption('--password <password>', 'at least 10 characters; without it, invite from the app'),
    )
    .action(async (options: unknown, command: Command) => {
      const { firm, ...input } = readFlags(flags, await readSecrets(options, ['password']));
      await withPlatform(
        command,
        async (context) => {
          if (!(await firmExists(context, firm))) throw new CommandError(`--firm: there is no firm ${firm}`);
          return await createStaff(context, firm, input);
        },
        ({ id, email }) => `${email} is staff member ${id}.`,
      );
    });
}
