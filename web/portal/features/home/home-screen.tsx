import type { ReactNode } from 'react';
import { useNews } from '../../live.ts';
import { useSignedIn } from '../../session.tsx';
import { dayIn } from '../../time.ts';
import { Page } from '../../ui/page.tsx';
import { ReadingState } from '../../ui/reading-state.tsx';
import { Section } from '../../ui/section.tsx';
import { useReading } from '../../ui/use-reading.ts';
import { MatterSection } from './matter-section.tsx';
import { NextCard } from './next-card.tsx';
import { besides, matterOf, type NextStep, nextStep } from './next-step.ts';
import { OtherFirms } from './other-firms.tsx';
import { type Home, readHome } from './read-home.ts';
import { hasRows, MatterRows } from './rows.tsx';
import { say } from './words.ts';
import './home.css';

/** What needs the person, one thing on top; then matter by matter how it stands. */
export function HomeScreen(): ReactNode {
  const { firmName: firm, personName: name } = useSignedIn().seat;
  const { value: home, failure, again } = useReading(readHome);
  useNews(() => void again());
  return (
    <Page title={say('hello', { name })} about={say('about', { firm })}>
      <ReadingState value={home} failure={failure} again={again} say={say} />
      {home !== null && (
        <>
          <WhatWaits home={home} />
          <OtherFirms elsewhere={home.waiting.elsewhere} />
        </>
      )}
    </Page>
  );
}

function WhatWaits({ home }: { home: Home }): ReactNode {
  const step = nextStep(home, dayIn(new Date(), useSignedIn().seat.timeZone));
  return (
    <>
      <NextCard step={step} />
      <Matters home={besides(home, step)} step={step} />
    </>
  );
}

function Matters({ home, step }: { home: Home; step: NextStep }): ReactNode {
  const current = home.matters.filter((matter) => matter.current);
  const past = home.matters.filter((matter) => !matter.current);
  const known = new Set(home.matters.map(({ id }) => id));
  const others = partOf(home, (matterId) => matterId === null || !known.has(matterId));
  return (
    <>
      {current.map((matter) => (
        <MatterSection
          key={matter.id}
          matter={matter}
          home={partOf(home, (id) => id === matter.id)}
          onTop={matterOf(step) === matter.id}
        />
      ))}
      {hasRows(others) && (
        <Section title={say(current.length > 0 ? 'other' : 'yourMatters')}>
          <MatterRows home={others} />
        </Section>
      )}
      {past.length > 0 && (
        <Section title={say('pastMatters')} about={say('pastMattersAbout')}>
          <ul className="p-home__past">
            {past.map(({ id, title }) => (
              <li key={id}>{title}</li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

/** What of it belongs to some matters. */
function partOf(home: Home, isIn: (matterId: string | null) => boolean): Home {
  return {
    ...home,
    lines: home.lines.filter(({ matterId }) => isIn(matterId)),
    toDos: home.toDos.filter(({ matterId }) => isIn(matterId)),
    appointments: home.appointments.filter(({ matterId }) => isIn(matterId)),
  };
}
