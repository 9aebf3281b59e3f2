/** What somebody changed in a form: the fields that differ from those it was opened with. */
export function ownChanges<B extends object>(now: B, opened: B): Partial<B> {
  const changed: Partial<B> = { ...now };
  for (const field in now) {
    // Plain data, made by one function: equal values are written equally.
    if (JSON.stringify(now[field]) === JSON.stringify(opened[field])) delete changed[field];
  }
  return changed;
}
