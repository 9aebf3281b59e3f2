import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { type AuditCheck, checkAuditLog, notedAudits } from '../../features/audit-log/index.ts';
import { type FirmLedger, notedHeads, verifyLedger } from '../../features/sources/index.ts';
import { breakLine } from '../../platform/ledger/blocks.ts';
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
    .description(
      'Checks that every stored webhook and every entry of the audit log is there and as it came; fails when one is not',
    )
    .option('--firm <id>', 'id of one firm (all)')
    .option('--against <path>', 'what an earlier run printed with --json: its heads must still be there')
    .action(async (options: unknown, command: Command) => {
      const { firm, against } = readFlags(flags, options);
      const noted = against === undefined ? undefined : await readNoted(against);
      const found: CheckedFirm[] = [];
      await withPlatform(
        command,
        async (context) => {
          if (firm !== undefined && !(await firmExists(context, firm)))
            throw new CommandError(`--firm: there is no firm ${firm}`);
          const ledgers = await verifyLedger(context.platform, {
            ...(firm === undefined ? {} : { firmIds: [firm] }),
            noted: noted?.ledgers,
            onProgress: progress(),
          });
          for (const ledger of ledgers) {
            const audit = await checkAuditLog(context.platform, ledger.firmId, noted?.auditOf(ledger.firmId));
            found.push({ ...ledger, audit });
          }
          const ok = found.every(({ broken, audit }) => broken === null && audit.broken === null);
          return { ok, firms: found };
        },
        ({ firms }) => summary(firms),
      );
      failOnBreak(found);
    });
}

type CheckedFirm = FirmLedger & { audit: AuditCheck };

/** Ends a command with the one line that says where the first ledger broke. */
export function failOnBreak(found: readonly (FirmLedger & { audit?: AuditCheck })[]): void {
  const lines = found.flatMap(({ firmId, broken, audit }) => [
    ...(broken ? [breakLine(firmId, broken)] : []),
    ...(audit?.broken ? [`audit log of ${breakLine(firmId, audit.broken, 'entry')}`] : []),
  ]);
  const [first] = lines;
  if (first === undefined) return;
  const more = lines.length > 1 ? ` (and ${lines.length - 1} more)` : '';
  throw new CommandError(`The ledger is broken: ${first}${more}`);
}

export function summary(firms: readonly CheckedFirm[]): string {
  const lines = firms.map(({ firmId, blocks, events, pending, added, broken, audit }) => {
    const parts = [
      `${events} events on ${blocks} blocks`,
      ...(pending > 0 ? [`${pending} not read yet`] : []),
      ...(added > 0 ? [`${added} of them stored before there was a ledger`] : []),
      `audit log: ${audit.events} entries on ${audit.blocks} blocks`,
      ...(audit.anchored === null ? ['no note of its end at hand'] : []),
    ];
    return `${broken || audit.broken ? 'BROKEN' : 'ok    '}  ${firmId}  ${parts.join(', ')}`;
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
    const printed: unknown = JSON.parse(text);
    const audits = notedAudits.parse(printed).firms;
    return {
      ledgers: notedHeads.parse(printed),
      auditOf: (firmId: string) =>
        audits.flatMap(({ firmId: of, audit }) =>
          of === firmId && audit?.head ? [{ number: audit.blocks, hash: audit.head }] : [],
        ),
    };
  } catch {
    throw new CommandError('--against is not what verify-ledger --json prints');
  }
}
