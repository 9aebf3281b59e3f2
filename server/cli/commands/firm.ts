import type { Command } from 'commander';
import { z } from 'zod';
import { listFirms, newFirm } from '../../features/firms/index.ts';
import { createFirm, newOwner } from '../../features/staff/index.ts';
import { readFlags } from '../read-flags.ts';
import type { WithPlatform } from '../with-platform.ts';
import { registerDeletion } from './firm-deletion.ts';
import { readSecrets, secretOption } from './secret-flags.ts';

const flags = z.object({
  name: newFirm.shape.name,
  country: newFirm.shape.country,
  timeZone: newFirm.shape.timeZone,
  currency: newFirm.shape.currency,
  ownerName: z.string().regex(/\S\s+\S/, 'Give first and last name, as in "Ada Archer"'),
  ownerEmail: newOwner.shape.email,
  ownerPassword: newOwner.shape.password,
});

export function register(program: Command, withPlatform: WithPlatform): void {
  const firm = program.command('firm').description('Firms');
  firm
    .command('create')
    .description('Makes a firm and its owner')
    .requiredOption('--name <name>', 'name of the firm')
    .requiredOption('--country <code>', 'GB, US or AU')
    .requiredOption('--time-zone <name>', 'as in Europe/London')
    .option('--currency <code>', "as in GBP (the country's own)")
    .requiredOption('--owner-name <name>', 'first and last name')
    .requiredOption('--owner-email <address>', 'what the owner signs in with')
    .addOption(secretOption('--owner-password <password>', 'at least 10 characters').makeOptionMandatory())
    .action(async (options: unknown, command: Command) => {
      const { ownerName, ownerEmail, ownerPassword, ...input } = readFlags(
        flags,
        await readSecrets(options, ['ownerPassword']),
      );
      const [firstName = '', ...rest] = ownerName.trim().split(/\s+/);
      const owner = { firstName, lastName: rest.join(' '), email: ownerEmail, password: ownerPassword };
      await withPlatform(
        command,
        async (context) => {
          const made = await createFirm(context, { firm: input, owner });
          return { id: made.firm.id };
        },
        ({ id }) => `Firm ${id} is made; ${ownerEmail} can sign in.`,
      );
    });
  firm
    .command('list')
    .description('The firms and their ids, which other commands ask for')
    .action(async (_options: unknown, command: Command) => {
      await withPlatform(
        command,
        async ({ platform }) => ({ firms: await platform.database.system(listFirms) }),
        ({ firms }) => firms.map(({ id, name }) => `${id}  ${name}`).join('\n') || 'No firm yet.',
      );
    });
  registerDeletion(firm, withPlatform);
}
