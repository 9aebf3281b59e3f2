/** Whether something may be shared: read from the top, first match wins. Pure. */
import type { ConversationClass, ConversationKind, ConversationState } from '../conversations/index.ts';
import type { LevelAtFault } from '../files/index.ts';

export interface ShareFacts {
  kind: ConversationKind;
  state: ConversationState;
  class: ConversationClass | null;
  /** Takes part. */
  member: boolean;
  auto: boolean;
  /** The sender was shown how far it reaches. */
  confirmed: boolean;
  /** Of what is shared now, whatever the source. */
  levels: readonly LevelAtFault[];
  /** Documents whose file is still on the way. */
  withoutFile: number;
  /** Names of what is shared there already. */
  twice: readonly string[];
}

export type ShareRefusal =
  | 'not_external'
  | 'draft'
  | 'closed'
  | 'not_member'
  | 'levels'
  | 'without_file'
  | 'twice'
  | 'auto_far'
  | 'confirm_far';

/** Beyond the client and who shares the client's interest: what is live reaches the other side as it changes. */
const isFar = ({ class: of }: ShareFacts) => of === 'third_party' || of === 'opposing';

export const shareRows: readonly {
  row: number;
  when: (facts: ShareFacts) => boolean;
  refusal: ShareRefusal;
}[] = [
  { row: 1, when: ({ kind }) => kind !== 'external', refusal: 'not_external' },
  { row: 2, when: ({ state }) => state === 'draft', refusal: 'draft' },
  { row: 3, when: ({ state }) => state !== 'open', refusal: 'closed' },
  { row: 4, when: ({ member }) => !member, refusal: 'not_member' },
  { row: 5, when: ({ levels }) => levels.length > 0, refusal: 'levels' },
  { row: 6, when: ({ withoutFile }) => withoutFile > 0, refusal: 'without_file' },
  { row: 7, when: ({ twice }) => twice.length > 0, refusal: 'twice' },
  // Nothing reaches the other side by itself.
  { row: 8, when: (facts) => isFar(facts) && facts.auto, refusal: 'auto_far' },
  { row: 9, when: (facts) => isFar(facts) && !facts.confirmed, refusal: 'confirm_far' },
];

export function decideShare(facts: ShareFacts): ShareRefusal | null {
  return shareRows.find(({ when }) => when(facts))?.refusal ?? null;
}
