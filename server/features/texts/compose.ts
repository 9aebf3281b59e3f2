/** What a text says, and how many parts of it a provider charges for. Pure. */

export interface TextParts {
  firmName: string;
  words: string;
  linkOnly: boolean;
  oneWay: boolean;
  link: string;
  stopLink: string;
  /** The first text that this number gets from the firm: it says who writes and how to stop. */
  first: boolean;
}

/** Twilio takes no longer body: https://www.twilio.com/docs/messaging/api/message-resource */
export const longestBody = 1600;

export function composeText(parts: TextParts): string {
  const { firmName, words, linkOnly } = parts;
  const tail = tailOf(parts);
  if (linkOnly) return [`You have a message from ${firmName}`, ...tail].join('\n');
  const intro = parts.first || parts.oneWay ? `${firmName}: ` : '';
  const room = longestBody - intro.length - tail.join('\n').length - 1;
  const said = words.trim().replaceAll('\u0000', '');
  const cut = said.length <= room ? said : `${cutAt(said, room - 1)}…`;
  return [`${intro}${cut}`, ...tail].join('\n');
}

function tailOf({ oneWay, first, link, stopLink }: TextParts): string[] {
  if (oneWay) return [`Reply: ${link}`, `No more texts: ${stopLink}`];
  return first ? [link, 'Reply STOP to get no more texts'] : [link];
}

/** Not through a pair of surrogates. */
function cutAt(text: string, length: number): string {
  const cut = text.slice(0, Math.max(0, length));
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/** GSM 03.38: https://www.etsi.org/deliver/etsi_ts/123000_123099/123038/ */
const gsmLetters = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** These take two places. */
const gsmExtended = new Set('^{}\\[~]|€\f');

/** One letter outside the small alphabet makes a whole text of parts of 70 instead of 160. */
export function countParts(body: string): number {
  const letters = [...body];
  const small = letters.every((letter) => gsmLetters.has(letter) || gsmExtended.has(letter));
  const places = small
    ? letters.reduce((sum, letter) => sum + (gsmExtended.has(letter) ? 2 : 1), 0)
    : body.length;
  const [one, several] = small ? [160, 153] : [70, 67];
  return places <= one ? 1 : Math.ceil(places / several);
}

/** What answers a keyword, where the provider does not. */
export const keywordAnswers = {
  stopped: ({ firmName }: AnswerFacts) =>
    `${firmName}: you get no more texts from us. Text START to get them again.`,
  started: ({ firmName }: AnswerFacts) =>
    `${firmName}: you get texts from us again. Text STOP to get no more.`,
  help: ({ firmName, number }: AnswerFacts) =>
    `${firmName}, ${number}. Answers to this number reach us. Text STOP to get no more texts.`,
} as const;

export interface AnswerFacts {
  firmName: string;
  /** Where the firm is reached: the line itself. */
  number: string;
}
