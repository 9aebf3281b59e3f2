import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Reply, readReply } from './reply-words.ts';

describe('what a text says about texting', () => {
  const cases: [Reply | null, string[]][] = [
    [
      'stop',
      [
        'STOP',
        'stop',
        ' Stop. ',
        'StopAll',
        'stop all',
        'QUIT',
        'End',
        'revoke',
        'Opt out',
        'OPT-OUT',
        'optout',
        'cancel',
        'Unsubscribe!',
      ],
    ],
    ['start', ['START', 'start.']],
    ['unstop', ['Unstop']],
    ['yes', ['YES', 'yes!']],
    ['help', ['HELP', 'info', 'Help?']],
    [
      'opt_out_words',
      [
        // English
        'STOP PLEASE',
        'please stop',
        'Pls stop now thanks',
        'please stop texting',
        'pls dont text me',
        'Please don’t text me any more',
        'do not text this number',
        'dont text me about this again',
        'stop sending me messages',
        'Stop all these texts!!',
        'no more texts please',
        'I no longer want to receive your text messages',
        'remove my number',
        'please remove me from your list',
        'take me off your list',
        'take my number off',
        'lose my number',
        'unsubscribe me',
        'Opt me out',
        'I want to opt out',
        'opt out please',
        'stop contacting me',
        'leave me alone',
        'do not contact me by text',
        'I withdraw my consent to texts',
        'wrong number',
        'Sorry you have the wrong number, I am not Jane',
        'Please stop texting me, call me about the contract instead',
        // others
        'Por favor, deje de enviarme mensajes',
        'no me envíen más mensajes',
        'BAJA',
        'no quiero recibir más mensajes',
        'Arrêtez de m’envoyer des SMS',
        'ne m’envoyez plus de messages',
        'ARRÊT',
        'Bitte keine SMS mehr',
        'Bitte schreiben Sie mir nicht mehr',
        'Hören Sie auf mir zu schreiben',
        'Basta messaggi',
        'Non mi scrivete più',
        'Pare de me enviar mensagens',
        'não quero mais mensagens',
        'Proszę nie pisać do mnie',
        'Nie piszcie więcej',
        'geen sms meer aub',
        'Peidiwch â thecstio fi',
        'đừng nhắn tin nữa',
        'mesaj atmayın',
        '退订',
        '请不要再给我发短信',
        'إلغاء الاشتراك',
        'أوقفوا الرسائل',
        'मैसेज मत भेजो',
      ],
    ],
    [
      null,
      [
        '',
        '👍',
        'please stop by the office',
        'Can I stop by at 3?',
        'I will stop in tomorrow',
        'We had to stop at the bank',
        'please stop the sale',
        'Stop the transfer, the account is wrong',
        'don’t stop texting me',
        'please cancel my appointment',
        'cancel it',
        'the end of the month suits me',
        'When does it end?',
        'I quit my job',
        'Text me when you have news',
        'please don’t text me before 9',
        'Don’t text me tonight, call',
        'yes please',
        'I need help with the form',
        'more info please',
        'start of next week is fine',
        'I wrote the wrong number on the form',
        'Can you remove the second owner from the deed?',
        'I want to revoke the power of attorney',
        'Is it too late to opt out of the pension?',
        'no more questions from me',
        'I got your text, thank you',
        'bitte schicken Sie mir die Unterlagen',
        'no puedo mañana',
        'merci beaucoup',
        'constructor',
        'toString',
        '明天见',
      ],
    ],
  ];
  test.each(cases.flatMap(([reply, texts]) => texts.map((text) => [text, reply] as const)))(
    '“%s”: %s',
    (text, reply) => {
      expect(readReply(text)).toBe(reply);
    },
  );

  test('however it is written, STOP stops', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('stop', 'unsubscribe', 'cancel', 'end', 'quit'),
        fc.array(fc.boolean()),
        fc.constantFrom('', ' ', '.', '!', '  ', '\n', '…'),
        (word, capitals, edge) => {
          const written = [...word]
            .map((letter, at) => (capitals[at] ? letter.toUpperCase() : letter))
            .join('');
          expect(readReply(`${edge}${written}${edge}`)).toBe('stop');
        },
      ),
    );
  });

  test('a text of any length is read in no time', () => {
    const long = 'please stop please stop by '.repeat(2000);
    const began = performance.now();
    readReply(long);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
