import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDuration } from '../../ui/duration.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { KindIcon } from '../../ui/kind-icon.tsx';
import { StateMark } from '../../ui/state-badge.tsx';
import { exactMoment, timeOfDay } from '../../ui/when.ts';
import { type Interaction, kindOf, leadEntry, shortName, stateOf } from './interaction.ts';
import { BecameWords } from './parts.tsx';

/** Where the row stands: there nobody needs to be told which matter or which contact. */
export type RowPlace = 'anywhere' | 'matter' | 'contact';

/** One line of Activity: state and kind, who, when; what became of it, whose it was. */
export function ActivityRow(props: { interaction: Interaction; place?: RowPlace }): ReactNode {
  const { interaction, place = 'anywhere' } = props;
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
          <span className="activity-row__party">
            {place === 'contact' ? <WhatWords of={interaction} /> : interaction.externalParty.display}
          </span>
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
            <BecameWords of={interaction} onMatter={place === 'matter'} />
            {place === 'matter' && (
              <>
                {' · '}
                <WhatWords of={interaction} />
              </>
            )}
          </span>
          <span className="activity-row__side">{shortName(interaction.staffName)}</span>
        </span>
      </span>
    </>
  );
}

/** "Call in, 7 min 12 s"; of a text its first words. */
function WhatWords({ of }: { of: Interaction }): ReactNode {
  const { t } = useTranslation(['ui', 'activity']);
  const duration = useDuration();
  const kind = t(`ui:${kindOf(of)}`);
  if (of.excerpt !== null && of.kind === 'sms') return `${kind}: ${of.excerpt}`;
  const size = of.pages !== null ? t('activity:pages', { count: of.pages }) : duration(of.talkSeconds);
  return of.pages === null && of.talkSeconds === 0 ? kind : `${kind}, ${size}`;
}
