import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { addressOf } from '../../api/client.ts';
import { OutsideTrack } from '../key-stages/outside-track.tsx';
import { QuoteAnswer } from './quote-answer.tsx';
import { formatFor, type QuotePage as Page } from './quote-format.ts';
import { QuoteLetter } from './quote-letter.tsx';
import './quote-page.css';
import { useQuotePage } from './use-quote-page.ts';
import { say } from './words.ts';

/** What the link in a quote's e-mail opens: no sign-in, one quote, one answer. */
export function QuotePage({ token }: { token: string }): ReactNode {
  const { shown, reload, accept, decline } = useQuotePage(token);
  const title =
    shown.is === 'here' ? `${shown.page.letter.title} · ${shown.page.letter.firm.name}` : undefined;
  useHead(title);
  useOpenOnPaper();
  return (
    <div className="quote-page">
      <main className="quote-page__sheet">
        {shown.is === 'here' && <Here page={shown.page} token={token} accept={accept} decline={decline} />}
        {shown.is === 'gone' && <Told title={say('goneTitle')}>{say('gone')}</Told>}
        {shown.is === 'failed' && (
          <Told title={say('failedTitle')}>
            <span>{shown.words}</span>
            <button type="button" className="quote-button" onClick={reload}>
              {say('again')}
            </button>
          </Told>
        )}
      </main>
    </div>
  );
}

function Here(props: {
  page: Page;
  token: string;
  accept: (name: string) => Promise<string | undefined>;
  decline: (reason: string) => Promise<string | undefined>;
}): ReactNode {
  const { page, token } = props;
  const open = page.state === 'sent' && !page.newer;
  const pdf = addressOf('/api/v1/quote-page/:token/pdf', { token });
  return (
    <>
      <QuoteLetter
        letter={page.letter}
        priced={page.priced}
        over={!open && page.state !== 'accepted'}
        note={
          <>
            <Outcome page={page} />
            <Way page={page} />
          </>
        }
        below={
          <p className="quote-page__ways">
            {open && (
              <a className="quote-button" href="#answer">
                {say('toAnswer')}
              </a>
            )}
            <a className="quote-button quote-button--plain" href={pdf} target="_blank" rel="noreferrer">
              {say('pdfOpen')}
            </a>
            <button type="button" className="quote-button quote-button--plain" onClick={() => window.print()}>
              {say('print')}
            </button>
          </p>
        }
      />
      {open && <QuoteAnswer firm={page.letter.firm.name} accept={props.accept} decline={props.decline} />}
    </>
  );
}

/** What became of it, when it no longer waits for an answer. */
function Outcome({ page }: { page: Page }): ReactNode {
  const format = formatFor(page.letter);
  const state = page.state === 'sent' && page.newer ? 'superseded' : page.state;
  const box = useReadWhenNew(state);
  if (state === 'sent' || state === 'draft') return null;
  const words = {
    accepted: say('accepted', {
      name: page.answeredBy ?? '',
      day: page.answeredAt === null ? '' : format.dayOf(page.answeredAt),
    }),
    declined: say('declined'),
    expired: say('expired', { day: format.day(page.letter.expiresOn) }),
    withdrawn: say('withdrawn'),
    superseded: say('superseded'),
  }[state];
  return (
    <div
      ref={box}
      tabIndex={-1}
      className="quote-page__outcome"
      data-good={state === 'accepted' || undefined}
      role="status"
    >
      <p className="quote-letter__heading">{say(`state_${state}`)}</p>
      <p>{words}</p>
    </div>
  );
}

/** How far the case is, once the client has instructed. */
function Way({ page }: { page: Page }): ReactNode {
  const format = formatFor(page.letter);
  const words = {
    reached: (done: number, of: number) => say('stepsDone', { done, of }),
    doneOn: (day: string) => format.day(day),
    done: say('stepDone'),
    next: say('stepNext'),
  };
  const tracks = page.tracks.filter(({ steps }) => steps.length > 0);
  if (tracks.length === 0) return null;
  return (
    <section className="quote-page__way">
      <h2 className="quote-letter__heading">{say('way')}</h2>
      {tracks.map((track) => (
        <OutsideTrack key={track.side} track={track} name={say(`side_${track.side}`)} words={words} />
      ))}
    </section>
  );
}

/** Whoever answers at the foot of the page is taken up to what became of it. */
function useReadWhenNew(state: string): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) return;
    before.current = state;
    box.current?.focus();
  }, [state]);
  return box;
}

function Told({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <div className="quote-page__told">
      <h1 className="quote-letter__heading">{title}</h1>
      <p className="quote-page__told-words">{children}</p>
    </div>
  );
}

/** The tab is called after the quote; search engines and the next site learn nothing of it. */
function useHead(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) document.title = title;
  }, [title]);
  useEffect(() => {
    const metas = [
      ['robots', 'noindex, nofollow, noarchive'],
      ['referrer', 'no-referrer'],
    ].map(([name = '', content = '']) => {
      const meta = document.createElement('meta');
      meta.name = name;
      meta.content = content;
      document.head.append(meta);
      return meta;
    });
    return () => {
      for (const meta of metas) meta.remove();
    };
  }, []);
}

/** Paper has nothing to click: how the tax is worked out is printed with the rest. */
function useOpenOnPaper(): void {
  useEffect(() => {
    const open = () => {
      for (const details of document.querySelectorAll('.quote-slices')) details.setAttribute('open', '');
    };
    window.addEventListener('beforeprint', open);
    return () => window.removeEventListener('beforeprint', open);
  }, []);
}
