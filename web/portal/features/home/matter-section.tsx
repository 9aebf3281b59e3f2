import type { ReactNode } from 'react';
import { Section } from '../../ui/section.tsx';
import type { Home, Matter } from './read-home.ts';
import { hasRows, MatterRows } from './rows.tsx';
import { StageTrack } from './stage-track.tsx';
import { say } from './words.ts';

export function MatterSection({ matter, home }: { matter: Matter; home: Home }): ReactNode {
  return (
    <Section title={matter.title}>
      {matter.tracks.map((track) => (
        <StageTrack key={track.side} track={track} />
      ))}
      {hasRows(home) ? <MatterRows home={home} /> : <p className="p-page__about">{say('nothingHere')}</p>}
    </Section>
  );
}
