/** Which version of a fee scale holds on a day. Pure. */

export interface VersionFact {
  id: string;
  number: number;
  /** YYYY-MM-DD; null: a draft. */
  startsOn: string | null;
}

/** The last to start by that day; of two that start together, the later one. */
export function versionOn<V extends VersionFact>(versions: readonly V[], day: string): V | null {
  let found: V | null = null;
  for (const version of versions) {
    const { startsOn } = version;
    if (startsOn === null || startsOn > day) continue;
    const than = found?.startsOn ?? '';
    if (!found || startsOn > than || (startsOn === than && version.number > found.number)) found = version;
  }
  return found;
}

export type VersionState = 'draft' | 'coming' | 'in_force' | 'past';

export function stateOf(version: VersionFact, versions: readonly VersionFact[], today: string): VersionState {
  if (version.startsOn === null) return 'draft';
  if (version.startsOn > today) return 'coming';
  return versionOn(versions, today)?.id === version.id ? 'in_force' : 'past';
}

/** A version starts today or later: what was quoted yesterday was quoted by what held then. */
export function whyNotStart(startsOn: string, today: string, latest: string): string | null {
  if (startsOn < today) return 'A version starts today or later: earlier quotes were made by what held then.';
  return startsOn > latest ? 'Choose a day within the next two years.' : null;
}
