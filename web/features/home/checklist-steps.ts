/** What the firm has so far; undefined while it is not known yet. */
export type FirmFacts = {
  hasSource: boolean | undefined;
  hasContact: boolean | undefined;
  hasMappedStaff: boolean | undefined;
  hasCall: boolean | undefined;
};

export type StepName = 'connect' | 'contacts' | 'staff' | 'call';
export type Step = { name: StepName; state: 'done' | 'next' | 'later' };

const order = [
  ['connect', 'hasSource'],
  ['contacts', 'hasContact'],
  ['staff', 'hasMappedStaff'],
  ['call', 'hasCall'],
] as const;

/** The way to the first logged call, or undefined while a fact is missing: nothing must flash up that is done. */
export function stepsOf(facts: FirmFacts): Step[] | undefined {
  const values = order.map(([, fact]) => facts[fact]);
  if (values.includes(undefined)) return undefined;
  const next = values.indexOf(false);
  return order.map(([name], index) => ({
    name,
    state: values[index] ? 'done' : index === next ? 'next' : 'later',
  }));
}
