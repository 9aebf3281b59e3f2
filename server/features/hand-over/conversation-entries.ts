/** A conversation in a pack: as a page, as JSON, and its files. Read as the screen reads it, so T1 holds here by itself. */

import { actAsProgram } from '../../platform/db/database.ts';
import { getUnlessDestroyed } from '../../platform/file-store.ts';
import { describeMessages, findConversation, type Message, seeMessages } from '../conversations/index.ts';
import {
  deliveryOf,
  type FileRow,
  listFileRows,
  listMessageFiles,
  readFileSettings,
} from '../files/index.ts';
import { safeName } from './entry-names.ts';
import type { Eyes } from './eyes.ts';
import { createTimes, escaped, linkTo, pageEnd, pageHead } from './html.ts';
import { type Entry, writtenEntry } from './pack.ts';
import { noteWords } from './words.ts';

const atOnce = 100;

/** A part of a conversation; `toSeq: null`: to its end. */
export interface Span {
  fromSeq: number;
  toSeq: number | null;
}

export interface ConversationPart {
  id: string;
  title: string;
  /** Its folder in the pack. */
  folder: string;
  /** Null: everything that the asker reads. */
  spans: readonly Span[] | null;
}

interface Line {
  message: Message;
  files: FileRow[];
}

export async function* conversationEntries(eyes: Eyes, part: ConversationPart): AsyncGenerator<Entry> {
  // What is written while this goes on is for the next pack.
  const upTo = await lastSeq(eyes, part.id);
  if (upTo === null) return;
  const policy = await eyes.program.read((tx) => readFileSettings(tx, eyes.firmId));
  const nameOf = (file: FileRow) => `files/${file.seq}-${file.position + 1} ${safeName(file.name)}`;
  const isGiven = (file: FileRow) => ['deliver', 'warn'].includes(deliveryOf(file, policy));
  const toFile = (file: FileRow) => ({
    name: file.name,
    sizeBytes: file.sizeBytes,
    sha256: file.sha256.toString('hex'),
    contentType: file.contentType,
    scan: file.verdict,
    path: isGiven(file) ? nameOf(file) : null,
  });
  const lines = () => linesOf(eyes, part, upTo);
  yield writtenEntry(`${part.folder}/index.html`, () =>
    asPage(eyes, part.title, lines(), (file) => (isGiven(file) ? nameOf(file) : null)),
  );
  yield writtenEntry(`${part.folder}/conversation.json`, () => asJson(eyes, part.title, lines(), toFile));
  for await (const { files } of lines())
    for (const file of files)
      if (isGiven(file))
        yield {
          path: `${part.folder}/${nameOf(file)}`,
          compress: false,
          content: () => getUnlessDestroyed(eyes.files, eyes.firmId, file.sha256),
        };
}

async function lastSeq({ own, firmId, reader, now, secondFactor }: Eyes, id: string): Promise<number | null> {
  const opened = await own.read((tx) => findConversation(tx, firmId, reader, id, now));
  return opened === null || ('portalUserId' in reader && opened.second_factor && !secondFactor)
    ? null
    : opened.last_seq;
}

async function* linesOf(eyes: Eyes, { id, spans }: ConversationPart, upTo: number): AsyncGenerator<Line> {
  const { firmId, own, reader } = eyes;
  const within = (seq: number) =>
    seq <= upTo &&
    (spans === null || spans.some(({ fromSeq, toSeq }) => seq >= fromSeq && seq <= (toSeq ?? seq)));
  let after: number | null = 0;
  while (after !== null && after < upTo) {
    const from: number = after;
    const page = await own.read(async (tx) => {
      const seen = await seeMessages(tx, firmId, reader, { id }, { limit: atOnce, after: from });
      const files = await listFileRows(
        tx,
        firmId,
        id,
        seen.rows.map(({ seq }) => seq),
      );
      await actAsProgram(tx);
      return { ...(await describeMessages(tx, firmId, id, seen, noOthers)), files };
    });
    for (const message of page.items)
      if (within(message.seq)) yield { message, files: page.files.filter(({ seq }) => seq === message.seq) };
    after = page.after;
  }
}

/** The rows of files are read here, with the asker's eyes. */
const noOthers = {
  attach: async () => undefined,
  list: listMessageFiles,
  count: async () => 0,
};

async function* asPage(
  { timeZone }: Eyes,
  title: string,
  lines: AsyncIterable<Line>,
  pathOf: (file: FileRow) => string | null,
): AsyncGenerator<string> {
  const time = createTimes(timeZone);
  yield pageHead(title, '../../index.html');
  for await (const { message, files } of lines) {
    const { seq, author, createdAt, note, replyTo } = message;
    if (note) {
      yield `<p class="quiet">${escaped(noteWords(note, author))} · ${time(new Date(createdAt))}</p>\n`;
      continue;
    }
    const answers =
      replyTo && `Answers ${replyTo.seq === null ? 'an earlier message' : `message ${replyTo.seq}`}`;
    const about = [
      `Message ${seq}`,
      ...(message.sentBy === 'sms' ? ['by text'] : message.sentBy === 'email' ? ['by e-mail'] : []),
      ...(answers ? [answers] : []),
      ...(message.editedAt ? ['changed by its author'] : []),
    ];
    yield `<article><h3>${escaped(author.name)}</h3>
<p class="quiet">${time(new Date(createdAt))} · ${escaped(about.join(' · '))}</p>
${message.retractedAt ? '<p><em>This message was withdrawn.</em></p>' : `<p>${escaped(message.body)}</p>`}
${filesAsList(files, pathOf)}</article>\n`;
  }
  yield pageEnd;
}

function filesAsList(files: readonly FileRow[], pathOf: (file: FileRow) => string | null): string {
  if (files.length === 0) return '';
  const items = files.map((file) => {
    const path = pathOf(file);
    return `<li>${path ? linkTo(path, file.name) : `${escaped(file.name)} (not given out)`}</li>`;
  });
  return `<ul aria-label="Files">${items.join('')}</ul>\n`;
}

async function* asJson(
  { forClient }: Eyes,
  title: string,
  lines: AsyncIterable<Line>,
  toFile: (file: FileRow) => object,
): AsyncGenerator<string> {
  yield `{\n  "title": ${JSON.stringify(title)},\n  "messages": [`;
  let first = true;
  for await (const { message, files } of lines) {
    const { seq, kind, author, body, note, sentBy, replyTo, privileged, createdAt } = message;
    const line = {
      ...{ seq, kind, author: { who: author.who, name: author.name }, body },
      note: note && { ...note, people: note.people.map(({ who, name }) => ({ who, name })) },
      ...{ sentBy, replyTo, createdAt },
      editedAt: message.editedAt,
      withdrawnAt: message.retractedAt,
      files: files.map(toFile),
      ...(forClient ? {} : { privileged }),
    };
    yield `${first ? '' : ','}\n    ${JSON.stringify(line)}`;
    first = false;
  }
  yield first ? ']\n}\n' : '\n  ]\n}\n';
}
