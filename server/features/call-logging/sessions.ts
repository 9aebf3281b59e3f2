/**
 * Which observations belong together, and in which order they are read. Everything after this works on a sorted list,
 * which is why neither the order of arrival nor repetition can change an interaction.
 */
import type { CallObservation, Observation, VoicemailObservation } from '../../vendors/ports.ts';

/** All that was observed of one call, message or fax. `key` is the same whatever the order of the input. */
export interface Session {
  key: string;
  observations: Observation[];
}

/**
 * Puts observations together: legs of calls that share any link (also through a third leg), one message, one fax. A
 * voicemail that names no call stands alone; hints say nothing about an interaction and are left out.
 */
export function groupSessions(observations: readonly Observation[]): Session[] {
  const parents = new Map<string, string>();
  const rootOf = (link: string): string => {
    let root = link;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    return root;
  };
  for (const observation of observations) {
    const [first, ...others] = linksOf(observation);
    if (first === undefined) continue;
    for (const other of others) {
      const [a, b] = [rootOf(first), rootOf(other)];
      // The smaller link stays the root, so the key does not depend on who came first.
      if (a !== b) parents.set(a < b ? b : a, a < b ? a : b);
    }
  }
  const groups = new Map<string, Observation[]>();
  for (const observation of observations) {
    const [link] = linksOf(observation);
    if (link === undefined) continue;
    const key = rootOf(link);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [observation]);
    else group.push(observation);
  }
  return [...groups]
    .map(([key, group]) => ({ key, observations: inOrder(group) }))
    .sort((a, b) => compareText(a.key, b.key));
}

/** Sorted by leg and by what the vendor says came first, each observation once. */
export function inOrder<T extends Observation>(observations: readonly T[]): T[] {
  const sorted = [...observations].sort(compareObservations);
  return sorted.filter((observation, index) => {
    const previous = sorted[index - 1];
    return previous === undefined || compareObservations(previous, observation) !== 0;
  });
}

export function linksOf(observation: Observation): string[] {
  switch (observation.kind) {
    case 'call':
      return observation.links.map(callLink);
    case 'message':
      return [`message ${observation.messageId}`];
    case 'fax':
      return [`fax ${observation.faxId}`];
    case 'voicemail':
      return voicemailLinks(observation);
    case 'hint':
      return [];
  }
}

/** Its own id always, so that it is known which interactions have a voicemail; the call's where the vendor names it. */
function voicemailLinks(voicemail: VoicemailObservation): string[] {
  return [...(voicemail.links ?? []).map(callLink), `voicemail ${voicemail.voicemailId}`];
}

function callLink(link: string): string {
  return `call ${link}`;
}

function compareObservations(a: Observation, b: Observation): number {
  if (a === b) return 0;
  if (a.kind === 'call' && b.kind === 'call') {
    const byCall = compareCalls(a, b);
    if (byCall !== 0) return byCall;
  }
  // Equal so far: only the whole content can tell a repetition from another observation of the same moment.
  return compareText(JSON.stringify(a), JSON.stringify(b));
}

/** The call log comes after the events of a leg, so that the later fact is the truer one. */
function compareCalls(a: CallObservation, b: CallObservation): number {
  return (
    compareText(a.legId, b.legId) ||
    Number(a.fromCallLog ?? false) - Number(b.fromCallLog ?? false) ||
    a.sequence - b.sequence ||
    compareText(a.at, b.at)
  );
}

/** By code units: the same everywhere, and far cheaper than a locale's order. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
