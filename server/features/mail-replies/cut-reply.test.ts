/** A corpus of made-up answers, as the usual programs write them in several languages. */
import { describe, expect, test } from 'vitest';
import { readMail } from '../mail-in/index.ts';
import { answerAbove, cutReply } from './cut-reply.ts';

const ours = `— ${answerAbove} —

A new message is waiting for you in your secure conversation with Hartley & Reid.

Read here:
https://portal.example.com/portal/c/1`;
const quoted = ours
  .split('\n')
  .map((line) => `> ${line}`)
  .join('\n');
const to = 'answers+x@hartley.example.com';
const said = 'Yes, Thursday suits me.\n\nShall I bring the deeds?';

const corpus: readonly [name: string, text: string, cut?: string][] = [
  ['Gmail, English', `${said}\n\nOn Mon, 2 Mar 2026 at 09:15, Hartley & Reid <${to}> wrote:\n\n${quoted}\n`],
  [
    'Gmail, English, broken over two lines',
    `${said}\n\nOn Mon, Mar 2, 2026 at 9:15 AM Hartley & Reid <\n${to}> wrote:\n\n${quoted}`,
  ],
  [
    'Gmail, German',
    `${said}\n\nAm Mo., 2. März 2026 um 09:15 Uhr schrieb Hartley & Reid <\n${to}>:\n\n${quoted}`,
  ],
  ['Gmail, French', `${said}\n\nLe lun. 2 mars 2026 à 09:15, Hartley & Reid <${to}> a écrit :\n\n${quoted}`],
  [
    'Gmail, Spanish',
    `${said}\n\nEl lun, 2 mar 2026 a las 9:15, Hartley & Reid (<${to}>)\nescribió:\n\n${quoted}`,
  ],
  [
    'Gmail, Italian',
    `${said}\n\nIl giorno lun 2 mar 2026 alle ore 09:15 Hartley & Reid <\n${to}> ha scritto:\n\n${quoted}`,
  ],
  ['Gmail, Polish', `${said}\n\npon., 2 mar 2026 o 09:15 Hartley & Reid <${to}> napisał(a):\n\n${quoted}`],
  ['Gmail, Japanese', `${said}\n\n2026年3月2日(月) 9:15 Hartley & Reid <${to}>:\n\n${quoted}`],
  ['Gmail, Russian', `${said}\n\nпн, 2 мар. 2026 г. в 09:15, Hartley & Reid <${to}>:\n\n${quoted}`],
  [
    'Gmail, Turkish',
    `${said}\n\nHartley & Reid <${to}>, 2 Mar 2026 Pzt, 09:15\ntarihinde şunu yazdı:\n\n${quoted}`,
  ],
  [
    'Apple Mail, English',
    `${said}\n\n> On 2 Mar 2026, at 09:15, Hartley & Reid <${to}> wrote:\n> \n${quoted}\n`,
  ],
  [
    'Apple Mail, Dutch',
    `${said}\n\n> Op 2 mrt. 2026, om 09:15 heeft Hartley & Reid <${to}> het volgende geschreven:\n> \n${quoted}`,
  ],
  [
    'iPhone',
    `${said}\n\nSent from my iPhone\n\n> On 2 Mar 2026, at 09:15, Hartley & Reid <${to}> wrote:\n> \n> ${ours.replaceAll('\n', '\n> ')}\n`,
  ],
  [
    'iPhone, German',
    `${said}\n\nVon meinem iPhone gesendet\n\n> Am 02.03.2026 um 09:15 schrieb Hartley & Reid <${to}>:\n> \n${quoted}`,
  ],
  [
    'iPhone, French',
    `${said}\n\nEnvoyé de mon iPhone\n\n> Le 2 mars 2026 à 09:15, Hartley & Reid <${to}> a écrit :\n> \n${quoted}`,
  ],
  ['Thunderbird', `${said}\n\nOn 02/03/2026 09:15, Hartley & Reid wrote:\n${quoted}\n`],
  [
    'Thunderbird with a signature',
    `${said}\n\n-- \nJane Okafor\n+44 7700 900123\n\nOn 02/03/2026 09:15, Hartley & Reid wrote:\n${quoted}\n`,
  ],
  [
    'Thunderbird, below the quote',
    `On 02/03/2026 09:15, Hartley & Reid wrote:\n${quoted}\n\n${said}\n\n-- \nJane`,
  ],
  [
    'Outlook for Windows',
    `${said}\n\nKind regards\nJane\n\nFrom: Hartley & Reid <${to}>\nSent: 02 March 2026 09:15\nTo: Jane Okafor <jane@example.com>\nSubject: A new message from Hartley & Reid\n\n${ours}`,
    `${said}\n\nKind regards\nJane`,
  ],
  [
    'Outlook, older',
    `${said}\n\n-----Original Message-----\nFrom: Hartley & Reid\nSent: Monday, March 2, 2026 9:15 AM\n\n${ours}`,
  ],
  [
    'Outlook on the web',
    `${said}\n\n________________________________\nFrom: Hartley & Reid <${to}>\nSent: Monday, March 2, 2026 9:15 AM\nTo: Jane Okafor\nSubject: A new message\n\n${ours}`,
  ],
  [
    'Outlook, German',
    `${said}\n\nVon: Hartley & Reid <${to}>\nGesendet: Montag, 2. März 2026 09:15\nAn: Jane Okafor\nBetreff: Neue Nachricht\n\n${ours}`,
  ],
  [
    'Outlook, French',
    `${said}\n\nDe : Hartley & Reid <${to}>\nEnvoyé : lundi 2 mars 2026 09:15\nÀ : Jane Okafor\nObjet : Nouveau message\n\n${ours}`,
  ],
  [
    'Outlook, Spanish, with stars',
    `${said}\n\n*De:* Hartley & Reid <${to}>\n*Enviado:* lunes, 2 de marzo de 2026 9:15\n*Para:* Jane Okafor\n*Asunto:* Mensaje\n\n${ours}`,
  ],
  [
    'Outlook, Chinese',
    `${said}\n\n发件人: Hartley & Reid <${to}>\n发送时间: 2026年3月2日 9:15\n收件人: Jane\n主题: 消息\n\n${ours}`,
  ],
  [
    'Outlook for Android',
    `${said}\n\nGet Outlook for Android<https://example.com/app>\n________________________________\nFrom: Hartley & Reid <${to}>\nSent: Monday, March 2, 2026 9:15 AM\nTo: Jane\nSubject: A new message\n\n${ours}`,
  ],
  [
    'Samsung',
    `${said}\n\nSent from my Galaxy\n\n-------- Original message --------\nFrom: Hartley & Reid <${to}>\nDate: 02/03/2026 09:15 (GMT+00:00)\nTo: Jane\nSubject: A new message\n\n${ours}`,
  ],
  [
    'Yahoo',
    `${said}\n\n Sent from Yahoo Mail for iPhone\n\nOn Monday, March 2, 2026, 9:15 AM, Hartley & Reid <${to}> wrote:\n\n${ours}`,
  ],
  ['a program that nobody knows, our line alone', `${said}\n\n${ours}`],
  ['a program that breaks our line', `${said}\n\n| ${ours.replaceAll('\n', '\n| ')}`],
  ['nothing quoted', said],
  ['windows line ends', said.replaceAll('\n', '\r\n')],
  ['the quote alone', `On Mon, 2 Mar 2026 at 09:15, Hartley & Reid <${to}> wrote:\n\n${quoted}`, ''],
  ['a telephone’s signature alone', 'Sent from my iPhone', ''],
];

describe('what a person wrote, and nothing else', () => {
  test.each(corpus)('%s', (_name, text, cut) => {
    expect(cutReply(text)).toBe(cut ?? said);
  });
});

describe('in doubt it is kept', () => {
  test.each([
    [
      'somebody who tells what another wrote',
      'On Monday 2 March my neighbour wrote:\n\nThe fence is mine.\n\nWhat now?',
    ],
    ['a list with a colon and a date', 'Dates that suit me:\n2 March\n3 March'],
    ['an address in a sentence', 'Please write to jane@example.com on 2 March:\nthat is quicker.'],
    ['a single line with a >', 'The price is\n> 200,000 pounds\nas I said.'],
    ['dashes in the text', 'First part\n--- second part ---\nThe end'],
    [
      'a long text after two dashes',
      `Clauses\n--\n${Array.from({ length: 20 }, (_, n) => `Clause ${n}`).join('\n')}`,
    ],
    ['From at the beginning of a line', 'From: Monday I am away.\nPlease call then.'],
    [
      'words about sending',
      'Sent from the bank yesterday, the money should be there by now; please look at the client account again.',
    ],
  ])('%s', (_name, text) => {
    expect(cutReply(text)).toBe(text);
  });
});

test('answers between the lines of a quote are kept, without the quote', () => {
  const text = `On 02/03/2026 09:15, Hartley & Reid wrote:\n> When can you come?\n> In the morning?\n\nThursday.\n\n> What will you bring?\n> The deeds?\n\nYes, those.`;
  expect(cutReply(text)).toBe('Thursday.\n\n\nYes, those.');
});

test.each([
  [
    'Gmail',
    `<div dir="ltr">Yes, Thursday suits me.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, 2 Mar 2026 at 09:15, Hartley &amp; Reid &lt;<a href="mailto:${to}">${to}</a>&gt; wrote:<br></div><blockquote class="gmail_quote"><p>— ${answerAbove} —</p><p>A new message is waiting</p></blockquote></div>`,
  ],
  [
    'Outlook',
    `<div><p>Yes, Thursday suits me.</p><div style="border-top:solid"><p><b>From:</b> Hartley &amp; Reid &lt;${to}&gt;<br><b>Sent:</b> 02 March 2026 09:15<br><b>To:</b> Jane<br><b>Subject:</b> A new message</p></div><p>— ${answerAbove} —</p><p>A new message</p></div>`,
  ],
  [
    'a telephone',
    `<html><body>Yes, Thursday suits me.<div><br></div><div>Sent from my iPhone</div><blockquote type="cite">On 2 Mar 2026, at 09:15, Hartley &amp; Reid &lt;${to}&gt; wrote:<br><br></blockquote><blockquote type="cite"><div>— ${answerAbove} —</div></blockquote></body></html>`,
  ],
])('HTML alone, of %s', async (_name, html) => {
  const raw = `From: jane@example.com\r\nSubject: Re\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}`;
  const about = { id: 'x', firmId: 'x', receivedAt: new Date(0), authservId: '' };
  expect(cutReply((await readMail(new TextEncoder().encode(raw), about)).text)).toBe(
    'Yes, Thursday suits me.',
  );
});

test.each([
  ['quotes in quotes', '> '.repeat(100_000)],
  ['dashes', `${'-'.repeat(100_000)}x`],
  ['intros that never end', 'On Mon 2 Mar '.repeat(20_000)],
  ['lines that begin intros', 'On 2 Mar\n'.repeat(20_000)],
  ['addresses', `${'a@'.repeat(50_000)}1:`],
])('strange mails are read quickly: %s', (_name, text) => {
  const began = performance.now();
  cutReply(text);
  expect(performance.now() - began).toBeLessThan(1_000);
});
