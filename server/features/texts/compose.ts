/** What a text says, and how many parts of it a provider charges for. Pure. */

export interface TextParts {
  firmName: string;
  words: string;
  linkOnly: boolean;
  oneWay: boolean;
  /** The first text that this number gets from the firm: it says who writes and how to stop. */
  first: boolean;
  /** The firm's words instead of the message, and what follows it. */
  sensitive: string;
  end: string;
}

/** Which words stand at the end of a text: how to answer, and how to stop. */
export function endKindOf({ oneWay, first }: Pick<TextParts, 'oneWay' | 'first'>) {
  if (oneWay) return 'text_end_one_way' as const;
  return first ? ('text_end_first' as const) : ('text_end' as const);
}

/** Twilio takes no longer body: https://www.twilio.com/docs/messaging/api/message-resource */
export const longestBody = 1600;

export function composeText(parts: TextParts): string {
  const { firmName, words, linkOnly, sensitive, end } = parts;
  if (linkOnly) return `${sensitive}\n${end}`;
  const intro = parts.first || parts.oneWay ? `${firmName}: ` : '';
  const room = longestBody - intro.length - end.length - 1;
  const said = words.trim().replaceAll('\u0000', '');
  const cut = said.length <= room ? said : `${cutAt(said, room - 1)}…`;
  return `${intro}${cut}\n${end}`;
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
