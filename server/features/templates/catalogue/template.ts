/** What one kind of message is made of. */
import type { Firm } from '../../firms/index.ts';

type Country = Firm['country'];

export interface Words {
  /** '' of a text. */
  subject: string;
  body: string;
}

export interface Placeholder {
  /** Without it the message does not do what it is for. */
  required: boolean;
  /** What stands for it in a preview. */
  sample: string;
}

export interface Template<Name extends string = string> {
  channel: 'email' | 'text';
  group: 'messages' | 'appointments' | 'signIn' | 'texts';
  placeholders: Readonly<Record<Name, Placeholder>>;
  /** Words that must stand in it as they are: what somebody answers to end texts. */
  mustSay?: readonly string[];
  words: Words;
  /** Where a country says it otherwise. */
  variants?: Readonly<Partial<Record<Country, Words>>>;
}

/** Keeps the names of the placeholders, so that a sender who forgets one is told by the compiler. */
export const template = <Name extends string>(declared: Template<Name>): Template<Name> => declared;

export const must = (sample: string): Placeholder => ({ required: true, sample });
export const may = (sample: string): Placeholder => ({ required: false, sample });

export const paragraphs = (...parts: readonly string[]) => parts.join('\n\n');
