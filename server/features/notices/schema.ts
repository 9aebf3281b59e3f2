import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { noticeSettings, noticeSettingsPatch } from './settings.ts';

const id = z.object({ id: z.uuid() });

export const noticeRoutes = {
  listNotices: route({
    method: 'GET',
    path: '/api/v1/conversations/:id/notices',
    summary: 'Why somebody outside the firm was told by mail of messages, or was not; the newest first',
    tag: 'Conversations',
    access: 'member',
    params: id,
    answer: z.object({
      items: z.array(
        z.object({
          id: z.uuid(),
          personId: z.uuid(),
          name: z.string(),
          at: z.iso.datetime(),
          result: z.enum(['sent', 'cancelled', 'postponed']),
          reason: z
            .string()
            .describe(
              'Sent: welcome, unread, ended, reminder (of what, and which). Not sent: read, removed, ended, blocked, bounced, unreachable (by text), archived, retracted. Put off: focused',
            ),
          fromSeq: z.number().int(),
          upToSeq: z.number().int(),
          mail: z.enum(['kept', 'queued', 'sent', 'failed']).nullable(),
          text: z.string().nullable().describe('Instead of a mail, to who comes by number'),
        }),
      ),
      waiting: z.array(z.object({ personId: z.uuid(), name: z.string(), dueAt: z.iso.datetime() })),
    }),
    audit: 'none',
  }),
  focus: route({
    method: 'PUT',
    path: '/portal/api/conversations/:id/focus',
    summary: 'Say that the conversation is open in a window that is looked at; every half minute',
    tag: 'Portal: conversations',
    access: 'portal',
    params: id,
    audit: 'none',
  }),
  getNoticeSettings: route({
    method: 'GET',
    path: '/api/v1/notice-settings',
    summary: 'How soon people outside the firm are told of messages',
    tag: 'Portal',
    access: 'member',
    answer: noticeSettings,
    audit: 'none',
  }),
  patchNoticeSettings: route({
    method: 'PATCH',
    path: '/api/v1/notice-settings',
    summary: 'Change how soon people outside the firm are told of messages',
    tag: 'Portal',
    access: 'administrator',
    body: noticeSettingsPatch,
    answer: noticeSettings,
    problems: ['conflict'],
    audit: 'notice_settings.changed',
  }),
};
