/** Every night each firm's log is checked, and its end told to the owners, who keep it where nobody here can change it. */
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { type JobKind, jobKind } from '../../platform/jobs.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { headPurpose } from './chain.ts';
import { readAnchorMail } from './chain-store.ts';
import { type AuditCheck, checkAuditLog, keepCheck } from './check.ts';
import { isMailDue } from './decide.ts';
import { sealAll } from './seal-round.ts';

export function nightlyJob(platform: Platform): JobKind {
  return jobKind({
    name: 'audit_log.nightly',
    cron: '41 2 * * *',
    data: z.unknown(),
    async run() {
      const firms = await platform.database.system((tx) => tx.selectFrom('firms').select('id').execute());
      for (const { id } of firms)
        await nightOf(platform, id).catch((error: unknown) =>
          platform.logger.error({ err: error, firmId: id }, 'the audit log could not be checked'),
        );
    },
  });
}

export async function nightOf(platform: Platform, firmId: string): Promise<void> {
  await sealAll(platform, firmId);
  const check = await checkAuditLog(platform, firmId);
  const now = platform.clock.now();
  await platform.database.firm(firmId).write(async (tx) => {
    await keepCheck(tx, { firmId, staffId: null, now }, check);
    if (check.broken) {
      await mailOwners(tx, platform, firmId, brokenMail(platform, check));
      return;
    }
    const { mail, mailedAt } = await readAnchorMail(tx, firmId);
    if (check.head === null || !isMailDue(mail, mailedAt, now)) return;
    await mailOwners(tx, platform, firmId, endMail(platform, check.blocks, check.head, now));
    await tx
      .insertInto('audit_settings')
      .values({ firm_id: firmId, mail, mailed_at: now })
      .onConflict((conflict) => conflict.column('firm_id').doUpdateSet({ mailed_at: now }))
      .execute();
  });
}

interface Words {
  subject: string;
  body: string;
}

function brokenMail({ publicUrl }: Platform, { broken }: AuditCheck): Words {
  const where = broken?.eventId ? ` (entry ${broken.eventId})` : '';
  return {
    subject: 'The audit log is not whole',
    body: `The nightly check of your audit log found that somebody changed it, or that the database was set back: ${broken?.says}${where}.

Ask whoever looks after your installation, and keep the database and its backups as they are:
${new URL('/settings/audit', publicUrl).href}`,
  };
}

function endMail({ publicUrl, secrets }: Platform, number: number, head: string, now: Date): Words {
  return {
    subject: `Audit log: where it ended on ${now.toISOString().slice(0, 10)}`,
    body: `Keep this mail. With it anybody can prove later that the audit log of your firm was not shortened or set back.

Block ${number}: ${head}
Public key (Ed25519): ${secrets.publicKey(headPurpose)}

To compare, paste the line with the block at ${new URL('/settings/audit', publicUrl).href}. How often this mail comes is set there, too.`,
  };
}

async function mailOwners(tx: Tx, platform: Platform, firmId: string, { subject, body }: Words) {
  const owners = await tx
    .selectFrom('staff_members')
    .select(['email', 'first_name'])
    .where('firm_id', '=', firmId)
    .where('role', '=', 'owner')
    .where('active', '=', true)
    .where('email', '<>', '')
    .orderBy('id')
    .execute();
  for (const { email, first_name } of owners)
    await queueMail(tx, platform, {
      ...{ firmId, to: email, subject },
      body: `Hello ${first_name},\n\n${body}\n`,
    });
}
