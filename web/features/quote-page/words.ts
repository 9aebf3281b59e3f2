/** The words of a quote without the staff app's language machinery: a client's phone loads little. */
import { strings } from '../../i18n/en-GB/quote-page.ts';

export type Word = keyof typeof strings;

export function say(word: Word, facts: Readonly<Record<string, string | number>> = {}): string {
  return strings[word].replaceAll(/\{\{(\w+)\}\}/g, (_whole, name: string) => String(facts[name] ?? ''));
}

/** "Jane Okafor, Sam Okafor and Ada Okafor". */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : say('and', { first: names.slice(0, -1).join(', '), last });
}
