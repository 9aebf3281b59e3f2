/** What a text that comes in says about texting itself. Pure. */
import { optsOut } from './opt-out-words.ts';

export type Reply = 'stop' | 'start' | 'unstop' | 'yes' | 'help' | 'opt_out_words';

/** The whole text, in any case, with blanks and signs around it. */
const keywords: ReadonlyMap<string, Reply> = new Map(
  Object.entries<Reply>({
    stop: 'stop',
    stopall: 'stop',
    'stop all': 'stop',
    quit: 'stop',
    end: 'stop',
    revoke: 'stop',
    'opt out': 'stop',
    optout: 'stop',
    cancel: 'stop',
    unsubscribe: 'stop',
    start: 'start',
    unstop: 'unstop',
    yes: 'yes',
    help: 'help',
    info: 'help',
  }),
);

export function readReply(text: string): Reply | null {
  const plain = plainWords(text);
  return keywords.get(plain) ?? (optsOut(plain) ? 'opt_out_words' : null);
}

/** Lower case, without accents and signs, one blank between words: "STOP!!" → "stop", "Don’t" → "dont". */
export function plainWords(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/['’‘`´]/g, '')
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('đ', 'd')
    .replaceAll('ı', 'i')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
