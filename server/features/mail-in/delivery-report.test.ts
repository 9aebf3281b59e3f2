import { describe, expect, test } from 'vitest';
import { readDeliveryReport } from './delivery-report.ts';
import { readMail } from './read-mail.ts';

const own = '<0198c0de-0000-7000-8000-000000000001@portal.example.com>';

function bounce(status: string, original = `Message-ID: ${own}\nSubject: A new message`): string {
  return [
    'From: MAILER-DAEMON@mx.example.com',
    'Return-Path: <>',
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'I’m sorry to have to inform you …',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.com',
    'Arrival-Date: Mon, 2 Mar 2026 09:15:00 +0000',
    '',
    status,
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    original,
    '--b--',
    '',
  ]
    .join('\n')
    .replaceAll('\n', '\r\n');
}

const read = async (raw: string) =>
  readDeliveryReport(
    await readMail(new TextEncoder().encode(raw), {
      ...{ id: 'x', firmId: 'x', receivedAt: new Date(0), authservId: '' },
    }),
  );

describe('a report of a delivery (RFC 3464)', () => {
  test.each([
    ['nobody has the mailbox', '5.1.1', true],
    ['a bad domain', '5.1.2', true],
    ['a mailbox that is closed', '5.2.1', true],
    ['no such host', '5.4.4', true],
    ['a mailbox that is full', '5.2.2', false],
    ['a mail that is too large', '5.3.4', false],
    ['a mail that looks like spam', '5.7.1', false],
    ['one that gave no status', '', false],
  ])('%s: %s', async (_name, status, noMailbox) => {
    const fields = `Final-Recipient: rfc822; Jane@Example.com\nAction: failed\nStatus: ${status}\nDiagnostic-Code: smtp; 550\n no such user`;
    expect(await read(bounce(fields))).toEqual({
      messageId: own,
      failed: [{ recipient: 'jane@example.com', status, noMailbox }],
    });
  });

  test('a delay is no failure', async () => {
    const fields = 'Final-Recipient: rfc822; jane@example.com\nAction: delayed\nStatus: 4.4.1';
    expect((await read(bounce(fields)))?.failed).toEqual([]);
  });

  test('the address that was written to counts, not where it was forwarded', async () => {
    const fields =
      'Original-Recipient: rfc822;<jane@example.com>\nFinal-Recipient: rfc822; other@example.net\nAction: failed\nStatus: 5.1.1';
    expect((await read(bounce(fields)))?.failed[0]?.recipient).toBe('jane@example.com');
  });

  test('of each recipient by itself', async () => {
    const one = (address: string, action: string) =>
      `Final-Recipient: rfc822; ${address}\nAction: ${action}\nStatus: 5.1.1`;
    const report = await read(
      bounce(`${one('a@example.com', 'failed')}\n\n${one('b@example.com', 'delivered')}`),
    );
    expect(report?.failed.map(({ recipient }) => recipient)).toEqual(['a@example.com']);
  });

  test('without the mail that it is about it names none', async () => {
    expect((await read(bounce('Action: failed', 'Subject: x')))?.messageId).toBeNull();
  });

  test('a person’s mail is none', async () => {
    expect(await read('From: jane@example.com\r\nSubject: Hello\r\n\r\nHello')).toBeNull();
  });
});
