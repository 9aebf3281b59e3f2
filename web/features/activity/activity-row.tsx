import type { ReactNode } from 'react';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { KindIcon } from '../../ui/kind-icon.tsx';
import { StateMark } from '../../ui/state-badge.tsx';
import { exactMoment, timeOfDay } from '../../ui/when.ts';
import { type Interaction, kindOf, leadEntry, shortName, stateOf } from './interaction.ts';
import { BecameWords } from './parts.tsx';

/** One line of Activity: state and kind, who, when; what became of it, whose it was. */
export function ActivityRow({ interaction }: { interaction: Interaction }): ReactNode {
  const zone = useFirmFormat();
  const at = new Date(interaction.startedAt);
  const state = stateOf(leadEntry(interaction));
  const tone =
    state === 'needsPerson' || state === 'held' ? 'person' : state === 'failed' ? 'failed' : undefined;
  return (
    <>
      <span className="activity-row__signs">
        <StateMark state={state} />
        <KindIcon kind={kindOf(interaction)} />
      </span>
      <span className="activity-row__words">
        <span className="activity-row__line">
          <span className="activity-row__party">{interaction.externalParty.display}</span>
          <time
            className="activity-row__side figures"
            dateTime={interaction.startedAt}
            title={exactMoment(at, zone)}
          >
            {timeOfDay(at, zone)}
          </time>
        </span>
        <span className="activity-row__line">
          <span className="activity-row__became" data-tone={tone}>
            <BecameWords of={interaction} />
          </span>
          <span className="activity-row__side">{shortName(interaction.staffName)}</span>
        </span>
      </span>
    </>
  );
}
