/** Why something is in Review, told with what fits now: a matter may have been opened since it came. Pure. */

const plain = {
  unknown_outcome: 'unknownOutcome',
  fax_needs_matter: 'faxNeedsMatter',
  fax_needs_contact: 'faxNeedsContact',
  no_staff: 'noStaff',
  held: 'heldForYou',
  failed: 'couldNotWrite',
} as const;

export type Sentence =
  | { say: 'severalFit' | 'contactsShare' | 'contactMadeFits' | 'numberKnownNow'; count: number }
  | { say: 'unknownParty' | 'contactMade' | 'look' | (typeof plain)[keyof typeof plain] };

/** `candidates` are those of now; `hasContact` when the interaction is linked to one. */
export function sentenceOf(
  review: string,
  hasContact: boolean,
  candidates: readonly { contactId: string; matterId: string | null }[],
): Sentence {
  const matters = candidates.filter(({ matterId }) => matterId !== null).length;
  const contacts = new Set(candidates.map(({ contactId }) => contactId)).size;
  if (review === 'several_matters')
    return matters > 0 ? { say: 'severalFit', count: matters } : { say: 'contactsShare', count: contacts };
  if (review === 'unknown_party') {
    if (matters > 0) return { say: hasContact ? 'contactMadeFits' : 'severalFit', count: matters };
    if (hasContact) return { say: 'contactMade' };
    return contacts > 0 ? { say: 'numberKnownNow', count: contacts } : { say: 'unknownParty' };
  }
  return { say: isPlain(review) ? plain[review] : 'look' };
}

function isPlain(review: string): review is keyof typeof plain {
  return Object.hasOwn(plain, review);
}
