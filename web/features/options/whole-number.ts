/** A number typed into an option: taken only when it may be saved as it stands. */

export type Typed = { value: number } | { refused: true } | { unchanged: true };

/** Whole, from 0 to `most`. Nothing typed, or what stands there already, changes nothing. */
export function readWhole(text: string | undefined, saved: number, most: number): Typed {
  const words = text?.trim() ?? '';
  if (words === '') return { unchanged: true };
  const value = Number(words);
  if (!/^\d+$/.test(words) || value > most) return { refused: true };
  return value === saved ? { unchanged: true } : { value };
}
