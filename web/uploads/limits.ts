/** The server's rules, told before a byte moves; a test holds them to the server's own. */
export const maxFilesInMessage = 130;
export const maxFileBytes = 5 * 1024 ** 3;
/** What is sent in one request; so much is sent again at most after a break. */
export const partBytes = 8 * 1024 ** 2;
/** Sent side by side; the others wait. */
export const atOnce = 3;

export type Refusal = { name: string; why: 'too_many' | 'too_large' | 'twice' };

export interface Candidate {
  name: string;
  size: number;
  lastModified: number;
}

const sameFile = (a: Candidate, b: Candidate) =>
  a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;

/** Which of the chosen files join those that are there already, in their order. */
export function choose<File extends Candidate>(
  there: readonly Candidate[],
  chosen: readonly File[],
  limitBytes = maxFileBytes,
): { taken: File[]; refused: Refusal[] } {
  const taken: File[] = [];
  const refused: Refusal[] = [];
  for (const file of chosen) {
    const why = whyNot([...there, ...taken], file, limitBytes);
    if (why === null) taken.push(file);
    else refused.push({ name: file.name, why });
  }
  return { taken, refused };
}

function whyNot(there: readonly Candidate[], file: Candidate, limitBytes: number): Refusal['why'] | null {
  if (there.some((one) => sameFile(one, file))) return 'twice';
  if (file.size > limitBytes) return 'too_large';
  return there.length >= maxFilesInMessage ? 'too_many' : null;
}
