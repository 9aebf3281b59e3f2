import type { Command } from 'commander';
import { z } from 'zod';
import { createSource } from '../../features/sources/index.ts';
import { phoneSystems } from '../../vendors/registry.ts';
import { readFlags } from '../read-flags.ts';
import { CommandError, type WithPlatform } from '../with-platform.ts';
import { firmExists } from './known-firm.ts';
import { readSecrets, secretOption } from './secret-flags.ts';

const kinds = Object.keys(phoneSystems);
const credential = z.string().trim().min(1).max(5000).optional();
const flags = z.object({
  firm: z.uuid('Give the id of the firm'),
  kind: z.string().refine((kind) => kinds.includes(kind), `Known kinds: ${kinds.join(', ')}`),
  name: z.string().trim().min(1).max(100),
  secret: z.string().min(8, 'At least 8 characters').max(500).optional(),
  ownNumbers: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((number) => number.trim())
        .filter(Boolean),
    ),
  apiUrl: z.url('Give a whole address, as in https://api.example.com').optional(),
  clientId: credential,
  clientSecret: credential,
  apiKey: credential,
  accountId: credential,
  assertion: credential,
});

export function register(program: Command, withPlatform: WithPlatform): void {
  const source = program.command('source').description('Connected phone systems');
  source
    .command('create')
    .description('Connects a phone system; its webhook secret is shown this once')
    .requiredOption('--firm <id>', 'id of the firm')
    .requiredOption('--kind <kind>', kinds.join(', '))
    .requiredOption('--name <name>', 'as staff will see it')
    .addOption(secretOption('--secret <secret>', 'what the webhooks are signed with (made when left out)'))
    .option('--own-numbers <numbers>', "the firm's own numbers, separated by commas")
    .option('--api-url <address>', "another base address of the vendor's API: staging, region, simulator")
    .option('--client-id <id>', 'RingCentral: client id')
    .addOption(secretOption('--client-secret <secret>', 'RingCentral: client secret'))
    .addOption(secretOption('--assertion <jwt>', 'RingCentral: JWT credential'))
    .addOption(secretOption('--api-key <key>', 'Dialpad: API key; Twilio: API key'))
    .option('--account-id <id>', 'Twilio: account SID')
    .action(async (options: unknown, command: Command) => {
      const { firm, kind, name, secret, ownNumbers, ...rest } = readFlags(
        flags,
        await readSecrets(options, ['secret', 'clientSecret', 'assertion', 'apiKey']),
      );
      const credentials = Object.fromEntries(
        Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== undefined),
      );
      await withPlatform(
        command,
        async (context) => {
          if (!(await firmExists(context, firm))) throw new CommandError(`--firm: there is no firm ${firm}`);
          return await context.platform.database.firm(firm).write((tx) =>
            createSource(tx, {
              platform: context.platform,
              vendors: phoneSystems,
              firmId: firm,
              staffId: null,
              kind,
              name,
              secret,
              ownNumbers,
              credentials: Object.keys(credentials).length > 0 ? credentials : undefined,
            }),
          );
        },
        (made) =>
          [
            `Source ${made.id} (${made.kind}) is connected.`,
            ...(made.hookUrl === null ? [] : [`Webhook address: ${made.hookUrl}`]),
            ...(made.secret === null ? [] : [`Secret, shown this once: ${made.secret}`]),
          ].join('\n'),
      );
    });
}
