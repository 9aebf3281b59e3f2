/** Deleting a whole firm, by two people and after a time in which it can be stopped. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import {
  cancelFirmDeletion,
  confirmFirmDeletion,
  type FirmRefusal,
  requestFirmDeletion,
} from '../../features/purge/index.ts';
import { readFlags } from '../read-flags.ts';
import { CommandError, type WithPlatform } from '../with-platform.ts';
import { firmExists } from './known-firm.ts';

const who = z.object({ firm: z.uuid(), by: z.string().trim().min(1).max(200) });
const request = who.extend({ reason: z.string().trim().min(1).max(500) });
const confirm = who.extend({ token: z.string().min(1), certificate: z.string().min(1) });

const words: Record<FirmRefusal, string> = {
  held: 'Something of this firm is on hold: nothing of it is deleted. The refusal is in its audit log.',
  asked_already: 'It is asked for already: confirm it, or cancel it first.',
  not_asked: 'Nobody asked for it: begin with delete-request.',
  wrong_token: 'That is not the token that delete-request printed.',
  same_person: 'Somebody else must confirm it.',
  too_early: 'It can still be stopped: wait until its day.',
  too_old: 'It was asked for too long ago. Ask anew.',
};

export function registerDeletion(firm: Command, withPlatform: WithPlatform): void {
  const add = (name: string, about: string) =>
    firm
      .command(name)
      .description(about)
      .requiredOption('--firm <id>', 'which firm')
      .requiredOption('--by <name>', 'who does it');
  add(
    'delete-request',
    'Asks for everything of a firm to be deleted; prints the token for whoever confirms it',
  )
    .requiredOption('--reason <words>', 'why')
    .action(async (options: unknown, command: Command) => {
      const { firm: firmId, by, reason } = readFlags(request, options);
      await withPlatform(
        command,
        async (context) => {
          await mustExist(context, firmId);
          const done = await requestFirmDeletion(context.platform, { firmId, by, reason });
          if (done.kind === 'refused') throw new CommandError(words[done.why]);
          return { token: done.token, readyAt: done.readyAt.toISOString() };
        },
        ({ token, readyAt }) =>
          `Asked. From ${readyAt} on somebody else can confirm it with this token: ${token}`,
      );
    });
  add('delete-cancel', 'Stops the deletion of a firm').action(async (options: unknown, command: Command) => {
    const { firm: firmId, by } = readFlags(who, options);
    await withPlatform(
      command,
      async (context) => {
        await mustExist(context, firmId);
        if (!(await cancelFirmDeletion(context.platform, firmId, by)))
          throw new CommandError(words.not_asked);
        return { cancelled: true };
      },
      () => 'Stopped: nothing of the firm is deleted.',
    );
  });
  registerConfirm(add, withPlatform);
}

function registerConfirm(add: (name: string, about: string) => Command, withPlatform: WithPlatform): void {
  add('delete-confirm', 'Deletes everything of a firm, for good; by somebody else than who asked')
    .requiredOption('--token <token>', 'as delete-request printed it')
    .requiredOption('--certificate <file>', 'a new file that says what was deleted')
    .action(async (options: unknown, command: Command) => {
      const { firm: firmId, by, token, certificate } = readFlags(confirm, options);
      await withPlatform(
        command,
        async (context) => {
          await mustExist(context, firmId);
          const done = await confirmFirmDeletion(context.platform, { firmId, by, token }, (text) =>
            // Never over an earlier one.
            writeFile(certificate, text, { flag: 'wx', flush: true }),
          );
          if (done.kind === 'refused') throw new CommandError(words[done.why]);
          return { rows: done.rows, certificate };
        },
        ({ rows }) => `Deleted: ${rows} rows and all files. The certificate is in ${certificate}.`,
      );
    });
}

async function mustExist(context: Context, firmId: string): Promise<void> {
  if (!(await firmExists(context, firmId))) throw new CommandError(`There is no firm ${firmId}.`);
}
