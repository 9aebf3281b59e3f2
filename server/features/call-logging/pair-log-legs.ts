/** Laying the call log over the events of the same call. */
import type { CallObservation } from '../../vendors/ports.ts';
import { personKey } from './parties.ts';

/**
 * A call log may name its legs differently from the events. Such a leg is laid over the event's leg of the same person,
 * so that nobody's talk counts twice; when one of each is left over, they are each other's.
 */
export function pairLogLegs(groups: CallObservation[][]): CallObservation[][] {
  const logOnly = groups.filter((group) => group.every(({ fromCallLog }) => fromCallLog === true));
  if (logOnly.length === 0 || logOnly.length === groups.length) return groups;
  const events = groups.filter((group) => group.every(({ fromCallLog }) => fromCallLog !== true));
  const result = groups.filter((group) => !logOnly.includes(group) && !events.includes(group));
  const unpaired: CallObservation[][] = [];
  for (const log of logOnly) {
    const key = groupKey(log);
    const index = events.findIndex((event) => key !== null && groupKey(event) === key);
    const [event] = index < 0 ? [] : events.splice(index, 1);
    if (event === undefined) unpaired.push(log);
    else result.push([...event, ...underName(event, log)]);
  }
  const people = events.filter(
    (event) => isHuman(event) && event.some(({ status }) => status === 'answered'),
  );
  const logPeople = unpaired.filter(isHuman);
  const [event, log] = [people[0], logPeople[0]];
  if (event === undefined || log === undefined || people.length > 1 || logPeople.length > 1) {
    return [...result, ...events, ...unpaired];
  }
  result.push([...event, ...underName(event, log)]);
  return [
    ...result,
    ...events.filter((other) => other !== event),
    ...unpaired.filter((other) => other !== log),
  ];
}

function groupKey(group: readonly CallObservation[]): string | null {
  if (group.some(({ role }) => role === 'outside')) return null;
  for (const { near } of group) {
    const key = near === undefined ? null : personKey(near);
    if (key !== null) return key;
  }
  return null;
}

function isHuman(group: readonly CallObservation[]): boolean {
  return group.every(({ role }) => role === 'user' || role === 'unknown');
}

function underName([first]: readonly CallObservation[], log: readonly CallObservation[]): CallObservation[] {
  return log.map((observation) => ({ ...observation, legId: first?.legId ?? observation.legId }));
}
