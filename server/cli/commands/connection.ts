import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { connectionNeighbours } from '../../connection-neighbours.ts';
import type { Context } from '../../context.ts';
import {
  beginSignIn,
  type ConnectionRow,
  connectNow,
  createConnection,
  findConnection,
} from '../../features/connections/index.ts';
import { findStaffByIdOrEmail } from '../../features/staff/index.ts';
import { practiceSystems } from '../../vendors/registry.ts';
import { readFlags } from '../read-flags.ts';
import { CommandError, type WithPlatform } from '../with-platform.ts';
import { firmExists } from './known-firm.ts';
import { readSecrets, secretOption } from './secret-flags.ts';

const kinds = Object.keys(practiceSystems);
const secret = z.string().trim().min(1).max(5000).optional();
const address = z.url({
  protocol: /^https?$/,
  error: 'Give a whole address, as in https://api.example.com',
});
const flags = z
  .object({
    firm: z.uuid('Give the id of the firm'),
    staff: z.string().min(1).optional(),
    vendor: z.string().refine((kind) => kinds.includes(kind), `Known practice systems: ${kinds.join(', ')}`),
    name: z.string().trim().min(1).max(100),
    region: z.string().optional(),
    grant: z
      .enum(['authorization_code', 'client_credentials'], 'Give authorization_code or client_credentials')
      .optional(),
    clientId: z.string().trim().min(1).max(500),
    clientSecret: secret,
    apiKey: secret,
    accessToken: secret,
    refreshToken: secret,
    apiUrl: address.optional(),
    authUrl: address.optional(),
    uploadUrl: address.optional(),
  })
  .refine(({ clientSecret, accessToken }) => clientSecret !== undefined || accessToken !== undefined, {
    path: ['clientSecret'],
    message: 'Give the secret of the application',
  });
type Flags = z.output<typeof flags>;

interface Made {
  id: string;
  status: ConnectionRow['status'];
  /** Why it is not active. */
  detail?: string;
  /** Where somebody signs in; within ten minutes, in a browser that is signed in here as that person. */
  authorizeUrl?: string;
}

export function register(program: Command, withPlatform: WithPlatform): void {
  const connection = program.command('connection').description('Connected practice systems');
  connection
    .command('create')
    .description(
      'Connects a practice system: by tokens, by client credentials, or by an address to sign in at',
    )
    .requiredOption('--firm <id>', 'id of the firm')
    .requiredOption('--vendor <vendor>', kinds.join(', '))
    .requiredOption('--name <name>', 'as staff will see it')
    .requiredOption('--client-id <id>', "the application's id at the vendor")
    .addOption(secretOption('--client-secret <secret>', "the application's secret"))
    .addOption(secretOption('--api-key <key>', "the application's key, where the vendor has one"))
    .option('--region <region>', 'where the account is, as in us, eu, ca, au (the first one when left out)')
    .option('--api-url <address>', "in place of the vendor's API: staging, simulator")
    .option('--auth-url <address>', "in place of the vendor's sign-in")
    .option('--upload-url <address>', "in place of the vendor's place for files")
    .addOption(secretOption('--access-token <token>', 'when somebody has signed in already'))
    .addOption(secretOption('--refresh-token <token>', 'the same; renews the access token'))
    .option('--grant <grant>', 'client_credentials: nobody signs in')
    .option('--staff <id or e-mail>', "who signs in at the vendor (the firm's first owner when left out)")
    .action(async (options: unknown, command: Command) => {
      const read = readFlags(
        flags,
        await readSecrets(options, ['clientSecret', 'apiKey', 'accessToken', 'refreshToken']),
      );
      await withPlatform(command, (context) => connect(context, read), say);
    });
}

async function connect(context: Context, { firm, staff, clientSecret, ...given }: Flags): Promise<Made> {
  const { platform } = context;
  if (!(await firmExists(context, firm))) throw new CommandError(`--firm: there is no firm ${firm}`);
  const scope = platform.database.firm(firm);
  const made = await scope.write(async (tx) => {
    const created = await createConnection(tx, {
      platform,
      vendors: practiceSystems,
      firmId: firm,
      staffId: null,
      allowLoopback: true,
      clientSecret: clientSecret ?? '',
      ...given,
    });
    if (created.status === 'connecting') return created;
    const person = await (staff === undefined
      ? findFirstOwner(context, firm)
      : findStaffByIdOrEmail(tx, firm, staff));
    if (!person)
      throw new CommandError(`--staff: the firm has no staff member ${staff ?? 'who is its owner'}`);
    const row = await findConnection(tx, firm, created.id);
    const vendor = practiceSystems[given.vendor];
    if (!row || !vendor) throw new CommandError(`--vendor: ${given.vendor} is not known`);
    return { ...created, authorizeUrl: await beginSignIn(tx, platform, vendor, row, person.id) };
  });
  if (made.status !== 'connecting') return made;
  await connectNow({ platform, vendors: practiceSystems, neighbours: connectionNeighbours }, firm, made.id);
  return await howItStands(context, firm, made.id);
}

/** A running program may have been quicker and be at it. */
async function howItStands({ platform }: Context, firm: string, id: string): Promise<Made> {
  for (let look = 0; ; look += 1) {
    const row = await platform.database.firm(firm).read((tx) => findConnection(tx, firm, id));
    if (!row) throw new CommandError('the connection was removed meanwhile');
    const { status, status_detail: detail } = row;
    if (status !== 'connecting' || detail !== '' || look >= 40)
      return { id, status, ...(detail === '' ? {} : { detail }) };
    await wait(250);
  }
}

async function findFirstOwner({ platform }: Context, firmId: string): Promise<{ id: string } | undefined> {
  return await platform.database
    .firm(firmId)
    .read((tx) =>
      tx
        .selectFrom('staff_members')
        .select('id')
        .where('firm_id', '=', firmId)
        .where('role', '=', 'owner')
        .where('active', '=', true)
        .orderBy('id')
        .limit(1)
        .executeTakeFirst(),
    );
}

function say({ id, status, detail, authorizeUrl }: Made): string {
  return [
    `Connection ${id} is ${status.replace('_', ' ')}.`,
    ...(detail === undefined ? [] : [detail]),
    ...(authorizeUrl === undefined
      ? []
      : [`Sign in at the vendor within ten minutes, in a browser that is signed in here:\n${authorizeUrl}`]),
  ].join('\n');
}
