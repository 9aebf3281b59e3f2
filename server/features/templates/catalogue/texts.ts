/** Texts. Who writes stands in front of the first one and of those that cannot be answered, whatever the words are. */
import { may, must, template } from './template.ts';

const firm = must('Hartley & Reid');
const link = must('https://portal.example.com/t/aB3xY7kLm2Q');
const stop = 'https://portal.example.com/t/aB3xY7kLm2Q/stop';

export const textTemplates = {
  /** Instead of the message, where it must not stand in a text. */
  text_sensitive: template({
    channel: 'text',
    group: 'texts',
    placeholders: { firm },
    words: { subject: '', body: 'You have a message from {firm}' },
  }),
  /** What follows the message. */
  text_end: template({
    channel: 'text',
    group: 'texts',
    placeholders: { link, stop_link: may(stop) },
    words: { subject: '', body: '{link}' },
  }),
  text_end_first: template({
    channel: 'text',
    group: 'texts',
    placeholders: { link, stop_link: may(stop) },
    mustSay: ['STOP'],
    words: { subject: '', body: '{link}\nReply STOP to get no more texts' },
  }),
  text_end_one_way: template({
    channel: 'text',
    group: 'texts',
    placeholders: { link, stop_link: must(stop) },
    words: { subject: '', body: 'Reply: {link}\nNo more texts: {stop_link}' },
  }),
  text_stopped: template({
    channel: 'text',
    group: 'texts',
    placeholders: { firm },
    mustSay: ['START'],
    words: { subject: '', body: '{firm}: you get no more texts from us. Text START to get them again.' },
  }),
  text_started: template({
    channel: 'text',
    group: 'texts',
    placeholders: { firm },
    mustSay: ['STOP'],
    words: { subject: '', body: '{firm}: you get texts from us again. Text STOP to get no more.' },
  }),
  text_help: template({
    channel: 'text',
    group: 'texts',
    placeholders: { firm, number: must('+44 7700 900123') },
    mustSay: ['STOP'],
    words: {
      subject: '',
      body: '{firm}, {number}. Answers to this number reach us. Text STOP to get no more texts.',
    },
  }),
} as const;
