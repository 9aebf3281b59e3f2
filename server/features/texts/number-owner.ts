/**
 * Whose a number is when its contact was merged out of several who come to the portal: nobody's words are put into the mouth
 * of another. Pure.
 */

/** A portal user of the contact, or of one that was merged into it. */
export interface NumberAccess {
  portalUserId: string;
  contactId: string;
  active: boolean;
  /** Somebody decided that the merged contact is another person. */
  apart: boolean;
  /** Texts went to the number, or came from it, as theirs. */
  known: boolean;
}

export interface NumberOwner {
  contactId: string;
  portalUserIds: readonly string[];
}

/** One: the text is theirs, wherever they are. Several: it waits for a person, with all of them as candidates. */
export function whoHasNumber(holderId: string, accesses: readonly NumberAccess[]): NumberOwner[] {
  const own = accesses.filter(({ contactId }) => contactId === holderId);
  const merged = accesses.filter(({ contactId, active }) => contactId !== holderId && active);
  const holder = { contactId: holderId, portalUserIds: own.map(({ portalUserId }) => portalUserId) };
  if (merged.length === 0) return [holder];
  const known = [...own, ...merged].filter(({ known }) => known);
  const [owner] = known;
  // Until somebody decided who is whom, only what was the contact's own before goes on as before.
  if (owner && known.length === 1 && (owner.contactId === holderId || owner.apart))
    return [{ contactId: owner.contactId, portalUserIds: [owner.portalUserId] }];
  return [
    holder,
    ...merged.map(({ contactId, portalUserId }) => ({ contactId, portalUserIds: [portalUserId] })),
  ];
}
