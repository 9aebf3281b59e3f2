import type { ReactNode } from 'react';
import { Section } from '../../ui/section.tsx';
import type { Home, Matter } from './read-home.ts';
import { hasRows, MatterRows } from './rows.tsx';
import { StageTrack } from './stage-track.tsx';
import { say } from './words.ts';

/** `onTop`: something of it stands above as what is next. */
export function MatterSection(props: { matter: Matter; home: Home; onTop: boolean }): ReactNode {
  const { matter, home, onTop } = props;
  return (
    <Section title={matter.title}>
      {matter.tracks.map((track) => (
        <StageTrack key={track.side} track={track} />
      ))}
      {hasRows(home) ? (
        <MatterRows home={home} />
      ) : (
        <p className="p-page__about">{say(onTop ? 'nextAbove' : 'nothingHere')}</p>
      )}
    </Section>
  );
}
