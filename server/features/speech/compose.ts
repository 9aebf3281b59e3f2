/** From drafts to what stands in the texts of log entries. Pure. */
import type { KeptWords } from '../call-logging/index.ts';
import { type SummaryContent, summaryContent, timedWordsOf, transcriptContent, wordsOf } from './content.ts';
import type { DraftKind, DraftState, Standing } from './tables.ts';

export interface DraftFacts {
  kind: DraftKind;
  state: DraftState;
  standing: Standing;
  destinations: readonly string[];
  content: unknown;
  edited: unknown;
  editedByName: string | null;
  standingByName: string | null;
}

/** A text elsewhere tells the beginning; the whole is with the interaction. */
const longestTranscript = 4000;
const longestSearch = 100_000;

/** The words of an interaction for its log entries; `complete` when nothing more is on its way. */
export function composeWords(drafts: readonly DraftFacts[], more: { summaryExpected: boolean }): KeptWords {
  const shown = drafts.filter((draft) => draft.state === 'done' && draft.standing !== 'discarded');
  const transcripts = shown.filter(({ kind }) => kind === 'transcript');
  const summary = shown.find(({ kind }) => kind === 'summary');
  const [first] = transcripts;
  const contents = transcripts.map(({ content, edited }) => transcriptContent.parse(edited ?? content));
  const told = summary && summaryContent.parse(summary.edited ?? summary.content);
  const waiting = drafts.some(({ state }) => state === 'waiting');
  const summaryMade = drafts.some(({ kind }) => kind === 'summary');
  return {
    spoken: {
      transcript: first
        ? {
            heading: headingOf(first),
            text: beginningOf(contents.map(timedWordsOf).join('\n\n')),
            destinations: [...first.destinations],
          }
        : null,
      summary:
        summary && told
          ? { heading: headingOf(summary), text: summaryText(told), destinations: [...summary.destinations] }
          : null,
    },
    search: [told ? summaryText(told) : '', ...contents.map(wordsOf)].join('\n').slice(0, longestSearch),
    complete: !waiting && (summaryMade || !more.summaryExpected),
  };
}

const names = { transcript: 'Transcript', summary: 'Summary' } as const;

/** "Transcript (draft, made by machine)", "Summary (corrected by Ada Solicitor, approved by Ben Young)". */
export function headingOf(
  draft: Pick<DraftFacts, 'kind' | 'standing' | 'edited' | 'editedByName' | 'standingByName'>,
): string {
  const approved = draft.standing === 'approved';
  const made =
    draft.edited === null || draft.edited === undefined
      ? 'made by machine'
      : `made by machine, corrected by ${draft.editedByName ?? 'staff'}`;
  const standing = approved ? `, approved by ${draft.standingByName ?? 'staff'}` : '';
  return `${names[draft.kind]} (${approved ? '' : 'draft, '}${made}${standing})`;
}

function summaryText({ summary, actionItems }: SummaryContent): string {
  return actionItems.length === 0
    ? summary
    : `${summary}\nTo do:\n${actionItems.map((item) => `- ${item}`).join('\n')}`;
}

function beginningOf(text: string): string {
  if (text.length <= longestTranscript) return text;
  const cut = text.slice(0, longestTranscript);
  const line = cut.lastIndexOf('\n');
  return `${(line > longestTranscript / 2 ? cut.slice(0, line) : cut).trimEnd()}\n… the rest is with the call.`;
}
