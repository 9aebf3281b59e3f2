/** Whether a program wrote a mail, by its headers. Pure. */

export const automaticReasons = [
  'auto_submitted',
  'precedence',
  'auto_response',
  'list',
  'no_return_path',
] as const;
export type AutomaticReason = (typeof automaticReasons)[number];

interface AutomaticRule {
  reason: AutomaticReason;
  header: string;
  says(value: string): boolean;
}

/** The first that fits. */
export const automaticRules: readonly AutomaticRule[] = [
  // https://www.rfc-editor.org/rfc/rfc3834#section-5
  { reason: 'auto_submitted', header: 'auto-submitted', says: (value) => !/^no\b/i.test(value) },
  {
    reason: 'precedence',
    header: 'precedence',
    says: (value) => /^(?:bulk|list|junk|auto_reply)\b/i.test(value),
  },
  // Who asks others for no automatic answers is mostly a program itself; people's mail programs never write these.
  { reason: 'auto_response', header: 'x-auto-response-suppress', says: (value) => !/^none\b/i.test(value) },
  { reason: 'auto_response', header: 'x-autoreply', says: () => true },
  { reason: 'auto_response', header: 'x-autorespond', says: () => true },
  { reason: 'list', header: 'list-id', says: () => true },
  { reason: 'list', header: 'list-unsubscribe', says: () => true },
  { reason: 'no_return_path', header: 'return-path', says: (value) => value.replaceAll(/\s/g, '') === '<>' },
];

/** `values`: all values of a header, by its name in lower case. Null: a person, as far as one sees. */
export function automaticReason(values: (header: string) => readonly string[]): AutomaticReason | null {
  const rule = automaticRules.find(({ header, says }) => values(header).some((value) => says(value.trim())));
  return rule?.reason ?? null;
}
