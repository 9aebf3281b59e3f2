/** Invitations and notices. None of them can hold a message's words or a file's name: nothing stands for those. */
import { may, must, paragraphs, template } from './template.ts';

const firm = must('Hartley & Reid');
const link = must('https://portal.example.com/portal/c/0198c0de');
/** Stands for something only where the firm lets notices name the matter. */
const matter = may('Purchase of 12 Mill Lane');

export const messageTemplates = {
  invitation: template({
    channel: 'email',
    group: 'messages',
    placeholders: { firm, link },
    words: {
      subject: '{firm} invites you to its client portal',
      body: paragraphs(
        'Hello,',
        '{firm} uses a client portal to exchange messages and files with you safely. Come in here:',
        '{link}',
        'You need no password: each time you sign in, you get a link and a code by e-mail.',
        'If you do not know {firm}, ignore this mail.',
      ),
    },
  }),
  welcome: template({
    channel: 'email',
    group: 'messages',
    placeholders: { firm, link, matter },
    words: {
      subject: '{firm} has a message for you',
      body: paragraphs(
        '{firm} has opened a secure conversation with you, where you can read and send messages and files.',
        'Read it here:\n{link}',
        'The address asks you to show that it is you. It is safe to keep: it shows nothing to anybody else.',
      ),
    },
  }),
  unread: template({
    channel: 'email',
    group: 'messages',
    placeholders: { firm, link, messages: may('3 new messages'), withdrawn: may('a file'), matter },
    words: {
      subject: '{messages} from {firm}',
      body: paragraphs(
        'You have {messages} in your secure conversation with {firm}.\nThe firm has withdrawn {withdrawn} that it had sent to you.',
        'Read here:\n{link}',
        'The address asks you to show that it is you.',
      ),
    },
  }),
  file_withdrawn: template({
    channel: 'email',
    group: 'messages',
    placeholders: { firm, link, withdrawn: may('a file'), matter },
    words: {
      subject: '{firm} has withdrawn {withdrawn}',
      body: paragraphs(
        '{firm} has withdrawn {withdrawn} that it had sent to you. If you have kept a copy, do not open it before you have read why.',
        'See which in your secure conversation:\n{link}',
        'The address asks you to show that it is you.',
      ),
    },
  }),
  reminder: template({
    channel: 'email',
    group: 'messages',
    placeholders: { firm, link, matter },
    words: {
      subject: '{firm} is waiting for something from you',
      body: paragraphs(
        '{firm} asked you for something and is still waiting for it.',
        'See what it is:\n{link}',
        'The address asks you to show that it is you.',
      ),
    },
  }),
  ended: template({
    channel: 'email',
    group: 'messages',
    placeholders: { firm, link, matter },
    words: {
      subject: 'Your conversation with {firm} is closed',
      body: paragraphs(
        'Your conversation with {firm} is closed. You can still read it, and keep what is in it:\n{link}',
        'For anything new, contact {firm}.',
      ),
    },
  }),
} as const;
