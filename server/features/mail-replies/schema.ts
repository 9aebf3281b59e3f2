/** Answers by mail: whether the firm takes them, and those that wait for a person. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { triageReasons } from './decide.ts';
import { mailReplySettings, mailReplySettingsPatch } from './settings.ts';

const tag = 'Answers by mail';

export const waitingMail = z.object({
  id: z.uuid(),
  reason: z.enum(triageReasons).describe('Why it is not believed to be theirs'),
  sender: z.string(),
  personName: z.string().describe('To whom the notice went that it answers'),
  body: z.string(),
  files: z.number().int(),
  receivedAt: z.iso.datetime(),
});

export const mailReplyRoutes = {
  getSettings: route({
    tag,
    method: 'GET',
    path: '/api/v1/mail-reply-settings',
    summary: 'Whether clients may answer notices by mail',
    access: 'member',
    answer: mailReplySettings,
    audit: 'none',
  }),
  changeSettings: route({
    tag,
    method: 'PATCH',
    path: '/api/v1/mail-reply-settings',
    summary: 'Let clients answer notices by mail, or no more',
    access: 'administrator',
    body: mailReplySettingsPatch,
    answer: mailReplySettings,
    problems: ['conflict', 'wrong_state'],
    audit: 'mail_reply_settings.changed',
  }),
  listWaiting: route({
    tag,
    method: 'GET',
    path: '/api/v1/conversations/:id/mail-replies',
    summary: 'Mails for a conversation whose sender is not proved, the oldest first',
    access: 'member',
    params: z.object({ id: z.uuid() }),
    answer: z.object({ items: z.array(waitingMail), next: z.null() }),
    audit: 'none',
  }),
  settle: route({
    tag,
    method: 'POST',
    path: '/api/v1/conversations/:id/mail-replies/:replyId',
    summary: 'Post such a mail as the person’s message, or put it aside',
    access: 'member',
    params: z.object({ id: z.uuid(), replyId: z.uuid() }),
    body: z.object({ do: z.enum(['post', 'dismiss']) }),
    problems: ['wrong_state'],
    audit: 'mail_reply.settled',
  }),
};
