import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { type Verified, verifyPack } from '../../features/hand-over/index.ts';
import { readFlags } from '../read-flags.ts';
import { CommandError } from '../with-platform.ts';

const flags = z.object({ key: z.string().min(1).optional() });
const shownFaults = 20;

/** Needs neither the database nor SECRET_KEY: whoever was given a pack can run it, too. */
export function register(program: Command): void {
  program
    .command('verify-hand-over')
    .description('Checks a hand-over pack: every file, that none is missing or was added, and the signature')
    .argument('<zip>', 'the pack')
    .option(
      '--key <fingerprint>',
      'fingerprint that the firm told you: the pack must be signed with that key',
    )
    .action(async (zip: string, options: unknown, command: Command) => {
      const { key } = readFlags(flags, options);
      const known = await stat(zip).catch(() => null);
      if (!known?.isFile()) throw new CommandError(`${zip}: there is no such file`);
      const found = await verifyPack(zip).catch((error: Error) => {
        throw new CommandError(`${zip} is no ZIP file: ${error.message}`);
      });
      const { json } = command.optsWithGlobals<{ json?: boolean }>();
      process.stdout.write(`${json ? JSON.stringify(found) : packSummary(found)}\n`);
      if (!found.ok) throw new CommandError('The pack is not as it was given out.');
      if (key !== undefined && plain(key) !== plain(found.fingerprint ?? ''))
        throw new CommandError('The pack is whole, but signed with another key than the one you named.');
    });
}

const plain = (fingerprint: string) => fingerprint.replaceAll(/[^0-9a-f]/gi, '').toLowerCase();

export function packSummary({ ok, title, madeAt, files, bytes, fingerprint, faults }: Verified): string {
  const more = faults.length - shownFaults;
  return [
    `${ok ? 'ok    ' : 'BROKEN'}  ${title ?? 'unknown'}${madeAt === null ? '' : `, made ${madeAt}`}`,
    `${files} files, ${bytes} bytes`,
    fingerprint === null ? 'no signature that fits' : `signed with the key ${fingerprint}`,
    ...faults.slice(0, shownFaults).map((fault) => `- ${fault}`),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n');
}
