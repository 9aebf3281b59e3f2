/** What a firm may say instead of our words, and what becomes of them. Pure. */
import { namesBankDetails } from '../../platform/bank-details.ts';
import { hasLoneBrace, namesIn, putInByLine } from '../../platform/placeholders.ts';
import { type TemplateKind, templates, type ValuesOf, type Words } from './catalogue/index.ts';

export interface Fault {
  field: 'subject' | 'body';
  message: string;
}

/** A text is paid for by the part: what the firm puts around a message stays short. */
export const longest = { subject: 200, email: 5000, text: 320 } as const;

/** Our words, as the firm's country says them. */
export function defaultWords(kind: TemplateKind, country: string): Words {
  const { words, variants } = templates[kind];
  const own = Object.entries<Words | undefined>(variants ?? {}).find(([name]) => name === country);
  return own?.[1] ?? words;
}

/** Why these words cannot be sent; none: they can. */
export function faultsOf(kind: TemplateKind, words: Words, how: { namesMatter: boolean }): Fault[] {
  const { channel, placeholders, mustSay = [] } = templates[kind];
  const known = Object.entries(placeholders);
  const faults: Fault[] = [];
  const complain = (field: Fault['field'], message: string) => faults.push({ field, message });
  for (const field of ['subject', 'body'] as const)
    for (const message of faultsOfText(
      words[field],
      known.map(([name]) => name),
      how,
    ))
      complain(field, message);
  if (channel === 'text' && words.subject !== '') complain('subject', 'A text has no subject.');
  if (channel === 'email' && words.subject.trim() === '') complain('subject', 'Say what it is about.');
  if (/[\r\n]/.test(words.subject)) complain('subject', 'A subject has one line.');
  if (words.body.trim() === '') complain('body', 'Say something.');
  const most = { subject: longest.subject, body: longest[channel] };
  for (const field of ['subject', 'body'] as const)
    if (words[field].length > most[field]) complain(field, `It takes at most ${most[field]} letters.`);
  const inBody = namesIn(words.body);
  for (const [name, { required }] of known)
    if (required && !inBody.includes(name)) complain('body', `It must hold {${name}}.`);
  for (const word of mustSay)
    if (!words.body.includes(word))
      complain('body', `It must say ${word}, so that people know what to answer.`);
  return faults;
}

function faultsOfText(
  text: string,
  known: readonly string[],
  { namesMatter }: { namesMatter: boolean },
): string[] {
  const names = namesIn(text);
  const unknown = names.find((name) => !known.includes(name));
  return [
    ...(unknown === undefined
      ? []
      : [`Nothing stands for {${unknown}}. There are ${known.map((name) => `{${name}}`).join(', ')}.`]),
    ...(hasLoneBrace(text)
      ? ['A brace stands alone: a placeholder has one before and one after its name.']
      : []),
    ...(names.includes('matter') && known.includes('matter') && !namesMatter
      ? ['The firm’s setting keeps the matter out of notices, so that {matter} stands for nothing.']
      : []),
    ...(namesBankDetails(text)
      ? ['It looks like bank details. They are never sent: payments are stolen that way.']
      : []),
  ];
}

/** As it is sent. A line whose placeholder stands for nothing is left out. */
export function render<K extends TemplateKind>(words: Words, values: ValuesOf<K>): Words {
  const subject = putInByLine(words.subject, oneLine(values));
  return {
    subject: subject.charAt(0).toUpperCase() + subject.slice(1),
    body: putInByLine(words.body, values),
  };
}

/** A name with a line break in it must not end the subject. */
function oneLine(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.replaceAll(/\s+/g, ' ').trim()]),
  );
}

/** What stands for each placeholder in a preview. */
export function samplesOf(kind: TemplateKind, firmName: string): Record<string, string> {
  const samples = Object.entries(templates[kind].placeholders).map(([name, { sample }]) => [name, sample]);
  return {
    ...Object.fromEntries(samples),
    ...('firm' in templates[kind].placeholders ? { firm: firmName } : {}),
  };
}
