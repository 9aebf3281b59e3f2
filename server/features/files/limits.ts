/** How much and how many (portal.md §1, T8 and T9). */
export const maxFileBytes = 5 * 1024 ** 3;
/** The website's limit of the product that firms come from. */
export const parityClientLimit = 100 * 1024 ** 2;
export const maxFilesInMessage = 130;
/** Of one level of a shared folder. */
export const maxFilesOnLevel = 130;
export const maxFolderDepth = 20;
/** Uploads that one person has begun and not finished. */
export const maxIncomplete = 20;
/** Resumable for so long after the last byte. */
export const keepUploadMs = 7 * 24 * 3_600_000;
/** What is durable at least: a client sends no byte again beyond the last part. */
export const partBytes = 8 * 1024 ** 2;
/** So much of a file's beginning tells what it is. */
export const sniffBytes = 64 * 1024;

export interface LevelAtFault {
  /** `Evidence/Photos`; empty: the folder that was chosen itself. */
  level: string;
  files: number;
  /** `files`: more than a level may hold; `depth`: too deep. */
  why: 'files' | 'depth';
}

/** Which levels of a folder break the rules; `paths` are those of its files, with `/`, inside the folder. */
export function levelsAtFault(paths: readonly string[]): LevelAtFault[] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const level = path.split('/').slice(0, -1).join('/');
    counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([level, files]): LevelAtFault[] => {
      const depth = level === '' ? 0 : level.split('/').length;
      if (depth > maxFolderDepth) return [{ level, files, why: 'depth' }];
      return files > maxFilesOnLevel ? [{ level, files, why: 'files' }] : [];
    });
}
