/**
 * Mails about signing in. `{firm}` is "your client portal" for somebody whom several firms know, who always gets our words:
 * a firm's own would tell them who sent it, and that firm of the other.
 */
import { must, paragraphs, template } from './template.ts';

const firm = must('Hartley & Reid');
const code = must('271 828');
const ifNot =
  'If this was not you, tell your law firm at once; nobody else can see your messages with this mail alone.';
const callFirm = 'If you did not expect this, call {firm} at once, by a number that you know.';
const callFirmUs = 'If you did not expect this, call {firm} right away, at a number that you know.';

const addressMoved = (what: string) => {
  const subject = 'Your sign-in to the portal of {firm} has another e-mail address';
  const body = (last: string) => paragraphs('Hello,', what, last);
  return { words: { subject, body: body(callFirm) }, variants: { US: { subject, body: body(callFirmUs) } } };
};

export const signInTemplates = {
  sign_in: template({
    channel: 'email',
    group: 'signIn',
    placeholders: { firm, link: must('https://portal.example.com/portal/link/k3Jx'), code },
    words: {
      subject: 'Sign in to {firm}',
      body: paragraphs(
        'Hello,',
        'to sign in to {firm}, follow this link in the browser where you asked for it:',
        '{link}',
        'In another browser or on another device, type this code:',
        '{code}',
        'The link works once, for 15 minutes; the code once, for 10 minutes. If you did not ask for them, ignore this mail and tell nobody the code: the firm never asks you for it.',
      ),
    },
  }),
  proof_code: template({
    channel: 'email',
    group: 'signIn',
    placeholders: { firm, code },
    words: {
      subject: 'Your code for {firm}',
      body: paragraphs(
        'Hello,',
        'to go on in {firm}, type this code:',
        '{code}',
        `It works once, for 10 minutes, and only where you are signed in already. ${ifNot}`,
      ),
    },
  }),
  new_device: template({
    channel: 'email',
    group: 'signIn',
    placeholders: { firm, device: must('Firefox on Windows'), when: must('2 March 2026, 10:00') },
    words: {
      subject: 'New device signed in to {firm}',
      body: paragraphs(
        'Hello,',
        'somebody signed in to {firm} with your e-mail address from a browser that we have not seen before:',
        '{device}\n{when}',
        `If that was you, there is nothing to do. You see all places where you are signed in, and can end them, under Account. ${ifNot}`,
      ),
    },
  }),
  factor_changed: template({
    channel: 'email',
    group: 'signIn',
    placeholders: {
      firm,
      change: must(
        'A passkey was set up as your second step of signing in. You were signed out everywhere else.',
      ),
    },
    words: {
      subject: 'Your sign-in to {firm} changed',
      body: paragraphs('Hello,', `your sign-in to {firm} changed. {change} ${ifNot}`),
    },
  }),
  address_left: template({
    channel: 'email',
    group: 'signIn',
    placeholders: { firm, address: must('cleo.new@example.com') },
    ...addressMoved(
      'from now on you sign in with another e-mail address, {address}. Links and codes that were sent to this one work no longer.',
    ),
  }),
  address_taken: template({
    channel: 'email',
    group: 'signIn',
    placeholders: { firm, address: must('cleo.before@example.com') },
    ...addressMoved(
      'from now on you sign in with this e-mail address instead of {address}. The first time, you are asked for something that only you have: your second step of signing in, or a code that {firm} reads out to you.',
    ),
  }),
} as const;
