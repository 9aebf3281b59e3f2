import type { ReactNode } from 'react';
import { useSignedIn } from '../../session.tsx';
import { FirmName } from '../../shell/firm-name.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Section } from '../../ui/section.tsx';
import { useSit } from '../sign-in/last-steps.tsx';
import type { Waiting } from './read-home.ts';
import { say } from './words.ts';

type Counts = Pick<Waiting['elsewhere'][number], 'unread' | 'toDos'>;

/** For whoever has more than one law firm: what waits at the others. */
export function OtherFirms({ elsewhere }: Pick<Waiting, 'elsewhere'>): ReactNode {
  const { seat, seats } = useSignedIn();
  const { sit, failure } = useSit();
  const others = seats.filter(({ portalUserId }) => portalUserId !== seat.portalUserId);
  if (others.length === 0) return null;
  return (
    <Section title={say('otherFirms')}>
      {failure !== undefined && <Notice kind="bad">{failure}</Notice>}
      <ul className="p-rows">
        {others.map((one) => {
          const counts = elsewhere.find(({ portalUserId }) => portalUserId === one.portalUserId);
          return (
            <li className="p-row" key={one.portalUserId}>
              <span className="p-row__words">
                <FirmName seat={one} />
                {counts && <span className="p-row__about">{wordsOf(counts)}</span>}
              </span>
              <Button look="plain" onClick={() => void sit(one)}>
                {say('switchTo', { firm: one.firmName })}
              </Button>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function wordsOf({ unread, toDos }: Counts): string {
  const said = [
    ...(unread > 0 ? [say(unread === 1 ? 'unread_one' : 'unread_other', { count: unread })] : []),
    ...(toDos > 0 ? [say(toDos === 1 ? 'toDos_one' : 'toDos_other', { count: toDos })] : []),
  ];
  return said.join(', ') || say('nothingThere');
}
