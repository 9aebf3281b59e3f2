/** Drafts as text that a person can correct. Pure. */
import { clockOf } from '../../ui/audio-player.tsx';
import type { Draft } from './queries.ts';

type Transcript = NonNullable<Draft['transcript']>;
type Segment = Transcript['segments'][number];

export function lineOf({ speaker, text }: Segment): string {
  return speaker === null ? text : `${speaker}: ${text}`;
}

/** One line a segment, with its time in front where there are times. */
export function editableOf({ text, segments }: Transcript): string {
  if (segments.length === 0) return text;
  return segments.map((one) => `[${clockOf(one.start)}] ${lineOf(one)}`).join('\n');
}

/**
 * The transcript that a person typed. A line keeps the exact times of the segment whose clock it carries (the first not
 * taken yet); a line without one belongs to the line before it.
 */
export function transcriptFrom(typed: string, before: Transcript): Transcript {
  if (before.segments.length === 0) return { text: typed.trim(), segments: [] };
  const left = [...before.segments];
  const segments: Segment[] = [];
  for (const line of typed.split('\n')) {
    const [, clock, words = ''] = /^\s*\[(\d+:\d{2})\]\s*(.*)$/.exec(line) ?? [];
    const last = segments.at(-1);
    if (clock === undefined) {
      if (last && line.trim() !== '') last.text = `${last.text} ${line.trim()}`;
      else if (line.trim() !== '') segments.push({ start: 0, end: 0, speaker: null, text: line.trim() });
      continue;
    }
    const index = left.findIndex(({ start }) => clockOf(start) === clock);
    const [same] = index < 0 ? [] : left.splice(index, 1);
    const start = same?.start ?? secondsOf(clock);
    const named = same?.speaker != null && words.startsWith(`${same.speaker}: `);
    const text = named ? words.slice((same?.speaker ?? '').length + 2) : words;
    if (text.trim() !== '')
      segments.push({
        start,
        end: same?.end ?? start,
        speaker: named ? (same?.speaker ?? null) : null,
        text: text.trim(),
      });
  }
  return { text: segments.map(({ text }) => text).join(' '), segments };
}

function secondsOf(clock: string): number {
  const [minutes = '0', seconds = '0'] = clock.split(':');
  return Number(minutes) * 60 + Number(seconds);
}
