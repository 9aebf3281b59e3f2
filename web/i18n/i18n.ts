import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { strings as nav } from './en-GB/nav.ts';
import { strings as shell } from './en-GB/shell.ts';
import { strings as ui } from './en-GB/ui.ts';
import type { Catalogue, Differences, Namespace } from './en-GB.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shell';
    resources: Catalogue;
    keySeparator: false;
  }
}

export type Language = 'en-GB' | 'en-US' | 'en-AU';

export const languageOf = { GB: 'en-GB', US: 'en-US', AU: 'en-AU' } as const;

const catalogues = import.meta.glob<{ strings: Readonly<Record<string, string>> }>('./en-GB/*.ts');
const variants: Readonly<Record<string, () => Promise<{ differences: Differences }>>> = {
  'en-US': () => import('./en-US.ts'),
  'en-AU': () => import('./en-AU.ts'),
};

function isNamespace(differences: Differences, name: string): name is Namespace & keyof Differences {
  return name in differences;
}

async function wordsOf(language: string, namespace: string): Promise<object> {
  const variant = variants[language];
  if (variant) {
    const { differences } = await variant();
    return isNamespace(differences, namespace) ? (differences[namespace] ?? {}) : {};
  }
  const load = catalogues[`./en-GB/${namespace}.ts`];
  if (!load) throw new Error(`No words for ${namespace}`);
  return (await load()).strings;
}

const backend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, namespace) => wordsOf(language, namespace).then((words) => ({ ...words })),
};

/** Starts with the words of the frame only; a feature's words come with its screens. */
export function startI18n(): void {
  void i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: 'en-GB',
      fallbackLng: 'en-GB',
      load: 'currentOnly',
      ns: ['shell', 'nav', 'ui'],
      defaultNS: 'shell',
      keySeparator: false,
      resources: { 'en-GB': { shell, nav, ui } },
      partialBundledLanguages: true,
      initAsync: false,
      interpolation: { escapeValue: false },
    });
}

/** Loads a feature's words; resolves at once when they are here. */
export function loadWords(namespaces: readonly Namespace[]): Promise<void> {
  return i18next.loadNamespaces([...namespaces]);
}

export async function speakAs(country: keyof typeof languageOf): Promise<void> {
  const language = languageOf[country];
  if (i18next.language === language) return;
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
