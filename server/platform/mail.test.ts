import { once } from 'node:events';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestApp, type TestApp, type TestFirm } from '../testing/app.ts';
import { queueMail } from './mail.ts';

let refuse = false;
const received: Email[] = [];
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo: (_address, _session, done) =>
    done(refuse ? Object.assign(new Error('Mailbox is full'), { responseCode: 452 }) : null),
  onData(stream, _session, done) {
    const parts: Buffer[] = [];
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('end', () => {
      PostalMime.parse(Buffer.concat(parts)).then((mail) => {
        received.push(mail);
        done();
      }, done);
    });
  },
});
let app: TestApp;
let firm: TestFirm;

beforeAll(async () => {
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  const address = smtp.server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  app = await startTestApp({ config: { smtpUrl: `smtp://127.0.0.1:${port}?from=hub@example.com` } });
  await app.startWork();
  firm = await app.makeFirm();
});
afterAll(async () => {
  await app.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
});

const mail = { to: 'client@example.com', subject: 'Grüße ✓', body: 'First line\n.\nمرحبا\n' };
const queue = () =>
  app.platform.database
    .firm(firm.id)
    .write((tx) => queueMail(tx, app.platform, { ...mail, firmId: firm.id }));

async function stateOf(id: string, wanted: string) {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const { items } = (await firm.owner.call('GET', '/api/v1/outbox')).json();
    const item = items.find((one: { id: string }) => one.id === id);
    if (item?.state === wanted || Date.now() > deadline) return item;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a queued mail is sent by SMTP and says so in the outbox', async () => {
  const id = await queue();
  expect(await stateOf(id, 'sent')).toMatchObject({ state: 'sent', error: null, subject: mail.subject });
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({
    subject: mail.subject,
    from: { address: 'hub@example.com' },
    to: [{ address: 'client@example.com' }],
    messageId: `<${id}@matterline.example.com>`,
  });
  expect(received[0]?.text?.trim()).toBe(mail.body.trim());
});

test('a refused mail is failed with the server’s words, and is sent when the server takes it', async () => {
  refuse = true;
  const id = await queue();
  const failed = await stateOf(id, 'failed');
  expect(failed.error).toContain('Mailbox is full');
  refuse = false;
  expect(await stateOf(id, 'sent')).toMatchObject({ state: 'sent', error: null });
});

test('a change that is undone sends no mail', async () => {
  const before = received.length;
  const undone = app.platform.database.firm(firm.id).write(async (tx) => {
    await queueMail(tx, app.platform, { ...mail, subject: 'Never', firmId: firm.id });
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await stateOf(await queue(), 'sent')).toMatchObject({ state: 'sent' });
  expect(received.slice(before).map(({ subject }) => subject)).toEqual([mail.subject]);
});

test('a sign-in link that went out is not shown in the outbox', async () => {
  const staff = { firstName: 'A', lastName: 'B', email: 'ab@example.com' };
  await firm.owner.call('POST', '/api/v1/staff', staff);
  const { items } = (await firm.owner.call('GET', '/api/v1/outbox')).json();
  const invitation = items.find((one: { recipient: string }) => one.recipient === staff.email);
  expect(JSON.stringify(await stateOf(invitation.id, 'sent'))).not.toContain('/invitation/');
  expect(received.at(-1)?.text).toContain('/invitation/');
});

test('an invitation names its method in the text and in the MIME header alike, and says where answers go', async () => {
  const content = 'BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n';
  const id = await app.platform.database.firm(firm.id).write((tx) =>
    queueMail(tx, app.platform, {
      ...mail,
      firmId: firm.id,
      replyTo: 'calendar@example.com',
      calendar: { method: 'CANCEL', content },
    }),
  );
  expect(await stateOf(id, 'sent')).toMatchObject({ state: 'sent' });
  const sent = received.at(-1);
  expect(sent?.replyTo).toMatchObject([{ address: 'calendar@example.com' }]);
  const part = sent?.attachments.find(({ mimeType }) => mimeType === 'text/calendar');
  expect(part?.method).toBe('CANCEL');
  const text = new TextDecoder().decode(z.instanceof(Uint8Array).parse(part?.content));
  // The parser writes line ends of its own.
  expect(text.split('\n')).toEqual(content.split('\r\n'));
});
