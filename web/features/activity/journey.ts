/** A call's legs as a drawing: each one's place and length on the common line of time. */
import type { InteractionDetail } from './interaction.ts';

type Segment = InteractionDetail['segments'][number];

export type JourneyStep = {
  id: string;
  role: Segment['role'];
  label: string | null;
  result: Segment['result'];
  /** Percent of the whole line where ringing begins. */
  from: number;
  /** Percent of the whole line. */
  ring: number;
  hold: number;
  talk: number;
  ringSeconds: number;
  holdSeconds: number;
  talkSeconds: number;
};

/**
 * Steps in the order in which they began. The outside leg is as long as the call itself and says nothing, so it is left
 * out where there is any other.
 */
export function journeyOf(
  call: Pick<InteractionDetail, 'segments' | 'staffParties' | 'startedAt' | 'totalSeconds'>,
): JourneyStep[] {
  const inside = call.segments.filter(({ role }) => role !== 'outside');
  const legs = (inside.length > 0 ? inside : call.segments).toSorted(
    (a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt),
  );
  const begin = Math.min(Date.parse(call.startedAt), ...legs.map((leg) => Date.parse(leg.startedAt)));
  const offsetOf = (leg: Segment) => (Date.parse(leg.startedAt) - begin) / 1000;
  const whole = Math.max(1, call.totalSeconds, ...legs.map((leg) => offsetOf(leg) + lengthOf(leg)));
  const percent = (seconds: number) => (seconds / whole) * 100;
  return legs.map((leg) => ({
    id: leg.legId,
    role: leg.role,
    label: leg.label ?? nameOf(leg, call.staffParties),
    result: leg.result,
    from: percent(offsetOf(leg)),
    ring: percent(leg.ringSeconds),
    hold: percent(leg.holdSeconds),
    talk: percent(leg.talkSeconds),
    ringSeconds: leg.ringSeconds,
    holdSeconds: leg.holdSeconds,
    talkSeconds: leg.talkSeconds,
  }));
}

/** Some phone systems name no leg: then by its user, or by the only person who took part. */
function nameOf(leg: Segment, staff: InteractionDetail['staffParties']): string | null {
  if (leg.role !== 'user') return null;
  const known = staff.find(
    ({ providerUserId }) => providerUserId !== null && providerUserId === leg.providerUserId,
  );
  const person = known ?? (staff.length === 1 ? staff[0] : undefined);
  return person?.staffName ?? person?.name ?? null;
}

function lengthOf({ ringSeconds, talkSeconds, holdSeconds }: Segment): number {
  return ringSeconds + talkSeconds + holdSeconds;
}
