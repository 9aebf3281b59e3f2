/** Everything that the program sends to people outside the firm by itself, with its words. */
import { appointmentTemplates } from './appointments.ts';
import { messageTemplates } from './messages.ts';
import { signInTemplates } from './sign-in.ts';
import { textTemplates } from './texts.ts';

export type { Template, Words } from './template.ts';

export const templates = {
  ...messageTemplates,
  ...appointmentTemplates,
  ...signInTemplates,
  ...textTemplates,
};
export type TemplateKind = keyof typeof templates;
export type ValuesOf<K extends TemplateKind> = Readonly<
  Record<keyof (typeof templates)[K]['placeholders'] & string, string>
>;
export const isTemplateKind = (name: string): name is TemplateKind => Object.hasOwn(templates, name);
export const templateKinds = Object.keys(templates).filter(isTemplateKind);
