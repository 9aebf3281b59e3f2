import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { breakLine, type FirmLedger, notedHeads, verifyLedger } from '../../features/sources/index.ts';
import { readFlags } from '../read-flags.ts';
import { CommandError, type WithPlatform } from '../with-platform.ts';
import { firmExists } from './known-firm.ts';

const flags = z.object({
  firm: z.uuid('Give the id of the firm').optional(),
  against: z.string().min(1).optional(),
});

const progressEveryMs = 2_000;

export function register(program: Command, withPlatform: WithPlatform): void {
  program
    .command('verify-ledger')
    .description('Checks that every stored webhook is there and as it came; fails when one is not')
    .option('--firm <id>', 'id of one firm (all)')
    .option('--against <path>', 'what an earlier run printed with --json: its heads must still be there')
    .action(async (options: unknown, command: Command) => {
      const { firm, against } = readFlags(flags, options);
      const noted = against === undefined ? undefined : await readNoted(against);
      let found: FirmLedger[] = [];
      await withPlatform(
        command,
        async (context) => {
          if (firm !== undefined && !(await firmExists(context, firm)))
            throw new CommandError(`--firm: there is no firm ${firm}`);
          found = await verifyLedger(context.platform, {
            ...(firm === undefined ? {} : { firmIds: [firm] }),
            noted,
            onProgress: progress(),
          });
          return { ok: found.every((one) => one.broken === null), firms: found };
        },
        ({ firms }) => summary(firms),
      );
      failOnBreak(found);
    });
}

/** Ends a command with the one line that says where the first ledger broke. */
export function failOnBreak(found: readonly FirmLedger[]): void {
  const lines = found.flatMap(({ firmId, broken }) => (broken ? [breakLine(firmId, broken)] : []));
  const [first] = lines;
  if (first === undefined) return;
  const more = lines.length > 1 ? ` (and ${lines.length - 1} more firms)` : '';
  throw new CommandError(`The ledger is broken: ${first}${more}`);
}

export function summary(firms: readonly FirmLedger[]): string {
  const lines = firms.map(({ firmId, blocks, events, pending, added, broken }) => {
    const parts = [
      `${events} events on ${blocks} blocks`,
      ...(pending > 0 ? [`${pending} not read yet`] : []),
      ...(added > 0 ? [`${added} of them stored before there was a ledger`] : []),
    ];
    return `${broken ? 'BROKEN' : 'ok    '}  ${firmId}  ${parts.join(', ')}`;
  });
  return lines.join('\n') || 'No firm yet.';
}

/** A line on stderr every few seconds, so that a long check is seen to go on. */
function progress(): (seen: { firmId: string; blocks: number; ofBlocks: number; events: number }) => void {
  let last = performance.now();
  return ({ firmId, blocks, ofBlocks, events }) => {
    if (performance.now() - last < progressEveryMs) return;
    last = performance.now();
    process.stderr.write(`${firmId}: block ${blocks} of ${ofBlocks}, ${events} events\n`);
  };
}

async function readNoted(path: string) {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new CommandError(`--against cannot be read: ${error.message}`);
  });
  try {
    return notedHeads.parse(JSON.parse(text));
  } catch {
    throw new CommandError('--against is not what verify-ledger --json prints');
  }
}
