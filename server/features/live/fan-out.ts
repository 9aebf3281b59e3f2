/** Puts events to the streams that are told of them. The work grows with those concerned, not with all who listen. */
import { type Facts, type News, portalUserMayRead, staffIsTold, typingIsTold } from './decide.ts';
import { flush, type Listeners, type Stream, send } from './stream.ts';

/** Each stream gets what is new to it in one piece. */
export function fanOut(
  listeners: Listeners,
  { news, facts }: { news: readonly News[]; facts: Facts },
  takes: (stream: Stream) => boolean,
): void {
  const touched = new Set<Stream>();
  for (const one of news) {
    let frame: string | null = null;
    for (const stream of concerned(listeners, one, facts)) {
      if (one.seq <= stream.cursor || !takes(stream) || !isTold(stream, one, facts)) continue;
      frame ??= frameOf(one);
      stream.pending += frame;
      stream.cursor = one.seq;
      touched.add(stream);
    }
  }
  for (const stream of touched) flush(stream);
}

function isTold(stream: Stream, news: News, facts: Facts): boolean {
  return stream.realm === 'portal'
    ? portalUserMayRead(news, facts, stream.personId)
    : staffIsTold(news, facts, { staffId: stream.personId, watched: stream.watched });
}

function frameOf({ seq, type, subjectId }: News): string {
  return `id: ${seq}\ndata: ${JSON.stringify({ seq, type, id: subjectId })}\n\n`;
}

/** Those who may be told at all, some perhaps twice. */
function* concerned(listeners: Listeners, news: News, facts: Facts): Iterable<Stream> {
  if (news.portalUserId !== null) yield* listeners.of('portal', news.portalUserId);
  if (news.conversationId === null) {
    yield* listeners.staff();
    return;
  }
  const conversation = facts.conversations.get(news.conversationId);
  if (!conversation) return;
  yield* listeners.watching(news.conversationId);
  for (const staffId of conversation.staffIds) yield* listeners.of('staff', staffId);
  if (news.portalUserId === null && !news.staffOnly)
    for (const portalUserId of conversation.stays.keys()) yield* listeners.of('portal', portalUserId);
}

/** Somebody writes: told without a number, for nobody who was away needs to know. */
export function tellTyping(
  listeners: Listeners,
  facts: Facts,
  typing: { conversationId: string; staffId: string } | { conversationId: string; portalUserId: string },
): void {
  const { conversationId } = typing;
  const conversation = facts.conversations.get(conversationId);
  if (!conversation) return;
  const byStaff = 'staffId' in typing;
  const typist = byStaff ? typing.staffId : typing.portalUserId;
  const who = byStaff ? { staffId: typist } : { portalUserId: typist };
  const toStaff = `event: typing\ndata: ${JSON.stringify({ conversationId, ...who })}\n\n`;
  // Of the firm, whoever of it that is.
  const toPortal = `event: typing\ndata: ${JSON.stringify({ conversationId })}\n\n`;
  for (const realm of ['staff', 'portal'] as const) {
    const people = realm === 'staff' ? conversation.staffIds : conversation.stays.keys();
    for (const personId of people) {
      if (personId === typist || !typingIsTold(facts, { conversationId, byStaff }, { realm, personId }))
        continue;
      for (const stream of listeners.of(realm, personId))
        send(stream, realm === 'staff' ? toStaff : toPortal);
    }
  }
}
