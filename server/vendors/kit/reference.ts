/** Whether a text carries exactly this reference: "ML-7F3K9Q" does not stand in "ML-7F3K9Q-2". */
export function carriesReference(text: string, reference: string): boolean {
  for (let at = text.indexOf(reference); at !== -1; at = text.indexOf(reference, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text.slice(at + reference.length, at + reference.length + 2);
    if (!/[\w-]/.test(before) && !/^(?:\w|-\w)/.test(after)) return true;
  }
  return false;
}
