/** One text as it would leave now: facts, decision, words and the day's limit. */
import { randomInt } from 'node:crypto';
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { portalUrlOf } from '../portal-look/index.ts';
import { wordsFor } from '../templates/index.ts';
import { composeText, countParts, endKindOf } from './compose.ts';
import { decideSpend, decideText, type Refusal, type Sender } from './decide.ts';
import { loadTextFacts, type RecipientKey, spentParts } from './facts-store.ts';

export interface WantedText extends RecipientKey {
  words: string;
  privileged: boolean;
  urgentReason: string;
  /** Of its link. */
  code: string;
  /** The text itself, when it is looked at again. */
  textId: string | null;
  now: Date;
}

export type Plan = { number: string; contactId: string | null; rules: string[] } & (
  | { refused: Refusal }
  | {
      refused: null;
      at: Date;
      held: boolean;
      linkOnly: boolean;
      oneWay: boolean;
      sender: Sender;
      body: string;
      parts: number;
    }
);

type PlanPlatform = Pick<Platform, 'textSenderWord' | 'publicUrl'>;

export async function planText(tx: Tx, platform: PlanPlatform, wanted: WantedText): Promise<Plan> {
  const { firmId, words, privileged, urgentReason, code, textId, now } = wanted;
  const loaded = await loadTextFacts(tx, platform, wanted, { privileged, urgentReason, now });
  const { number, contactId, firmName, first, timeZone, dailyParts } = loaded;
  const decision = decideText(loaded.facts);
  if (decision.outcome === 'refuse')
    return { number, contactId, rules: decision.rows, refused: decision.reason };
  const { at, held, linkOnly, oneWay, sender, rows } = decision;
  const around = await wordsAround(tx, firmId, {
    ...{ firmName, oneWay, first },
    link: new URL(linkPath(code), await portalUrlOf(tx, platform, firmId)).href,
  });
  const body = composeText({ firmName, words, linkOnly, oneWay, first, ...around });
  const parts = countParts(body);
  const spent = await spentParts(tx, { firmId, timeZone, at, exceptTextId: textId });
  const over = decideSpend(spent, parts, dailyParts);
  if (over !== null) return { number, contactId, rules: ['§4'], refused: over };
  return { number, contactId, rules: rows, refused: null, at, held, linkOnly, oneWay, sender, body, parts };
}

const codeLetters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

/** Short, since it is paid for by the letter; nobody guesses it, though it opens nothing. */
export function newLinkCode(): string {
  return Array.from({ length: 11 }, () => codeLetters[randomInt(codeLetters.length)]).join('');
}

/** The same at every address of the installation: by it a text is found again at the provider. */
export const linkPath = (code: string) => `/t/${code}`;

async function wordsAround(
  tx: Tx,
  firmId: string,
  { firmName, oneWay, first, link }: { firmName: string; oneWay: boolean; first: boolean; link: string },
): Promise<{ sensitive: string; end: string }> {
  const sensitive = await wordsFor(tx, firmId, 'text_sensitive', { firm: firmName });
  const end = await wordsFor(tx, firmId, endKindOf({ oneWay, first }), { link, stop_link: `${link}/stop` });
  return { sensitive: sensitive.body, end: end.body };
}
