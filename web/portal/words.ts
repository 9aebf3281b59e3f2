/** The words of the portal without the staff app's language machinery: a client's phone loads little. */

import type { Country } from '../api/contract.ts';
import { strings } from '../i18n/en-GB/portal.ts';
import type { Differences, Namespace } from '../i18n/en-GB.ts';

type Facts = Readonly<Record<string, string | number>>;

let differences: Differences = {};
let locale = 'en-GB';

const variants = {
  US: { locale: 'en-US', load: () => import('../i18n/en-US.ts') },
  AU: { locale: 'en-AU', load: () => import('../i18n/en-AU.ts') },
} as const;

/** Before the first screen of a firm: its spelling and formats. */
export async function speakAs(country: Country): Promise<void> {
  if (country === 'GB') {
    [differences, locale] = [{}, 'en-GB'];
  } else {
    const variant = variants[country];
    [differences, locale] = [(await variant.load()).differences, variant.locale];
  }
  document.documentElement.lang = locale;
}

export const currentLocale = () => locale;

/** The words of one catalogue: `const say = sayer('portal', strings)`. */
export function sayer<S extends Readonly<Record<string, string>>>(namespace: Namespace, words: S) {
  return (word: keyof S & string, facts: Facts = {}): string => {
    const own: Readonly<Record<string, string | undefined>> = differences[namespace] ?? {};
    return (own[word] ?? words[word] ?? '').replaceAll(/\{\{(\w+)\}\}/g, (_whole, name: string) =>
      String(facts[name] ?? ''),
    );
  };
}

export type Word = keyof typeof strings;
export const say = sayer('portal', strings);
