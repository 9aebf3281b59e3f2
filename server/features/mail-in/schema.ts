/** The API of mail that comes in. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { incomingStates } from './tables.ts';

const moment = z.string();
const administrators = { tag: 'Incoming mail', access: 'administrator' } as const;

export const mailInSettings = z.object({
  hookUrl: z
    .string()
    .nullable()
    .describe('Where the firm’s mail server hands mails over; null: nobody made it yet'),
  authservId: z.string(),
  replyAddress: z.string(),
  version: z.number(),
});
export type MailInSettings = z.output<typeof mailInSettings>;

export const incomingMail = z.object({
  id: z.uuid(),
  receivedAt: moment,
  state: z.enum(incomingStates),
  sender: z.string(),
  subject: z.string(),
  senderVerified: z.boolean().nullable(),
  verdict: z.string().describe('By what the sender counts as verified, or why not'),
  takenBy: z.string().nullable(),
  matterId: z.uuid().nullable(),
  sizeBytes: z.number(),
});

export const mailInRoutes = {
  getSettings: route({
    ...administrators,
    method: 'GET',
    path: '/api/v1/mail-in',
    summary: 'How mail comes in',
    answer: mailInSettings,
    audit: 'none',
  }),
  change: route({
    ...administrators,
    method: 'PATCH',
    path: '/api/v1/mail-in',
    summary: 'Whose findings about senders are believed, and where answers to our mails go',
    body: z
      .object({
        authservId: z
          .string()
          .trim()
          .max(253)
          .regex(/^[\w.-]*$/, 'The name that your mail server writes first in Authentication-Results'),
        replyAddress: z.union([z.literal(''), z.email()]),
        version: z.number().int().positive(),
      })
      .partial(),
    answer: mailInSettings,
    problems: ['conflict', 'wrong_state'],
    audit: 'mail_in.changed',
  }),
  newSecret: route({
    ...administrators,
    method: 'POST',
    path: '/api/v1/mail-in/secret',
    summary: 'The address of the webhook and a new secret for it, shown this once; an older secret ends',
    answer: z.object({ settings: mailInSettings, secret: z.string() }),
    secretAnswer: true,
    audit: 'mail_in.secret_changed',
  }),
  listMails: route({
    ...administrators,
    method: 'GET',
    path: '/api/v1/incoming-mails',
    summary: 'Mails that came in, newest first, without those on matters that you may not see',
    query: pageQuery.extend({ state: z.enum(incomingStates).optional() }),
    answer: pageOf(incomingMail),
    audit: 'none',
  }),
  readRaw: route({
    ...administrators,
    method: 'GET',
    path: '/api/v1/incoming-mails/:id/raw',
    summary: 'A mail as it came, as a file',
    params: z.object({ id: z.uuid() }),
    streams: true,
    audit: 'incoming_mail.read',
  }),
};
