import { type FormEvent, type ReactNode, useId, useState } from 'react';
import type { QuotePageState } from './use-quote-page.ts';
import { say } from './words.ts';

/** Accepting, with a typed name and a tick; below it, quietly, declining. */
export function QuoteAnswer(props: {
  firm: string;
  accept: QuotePageState['accept'];
  decline: QuotePageState['decline'];
}): ReactNode {
  const { firm } = props;
  return (
    <section className="quote-answer" id="answer" aria-label={say('acceptTitle')}>
      <h2 className="quote-letter__heading">{say('acceptTitle')}</h2>
      <p>{say('acceptAbout', { firm })}</p>
      <AcceptForm {...props} />
      <DeclineForm {...props} />
    </section>
  );
}

type Props = { firm: string; accept: QuotePageState['accept']; decline: QuotePageState['decline'] };

function AcceptForm({ firm, accept }: Props): ReactNode {
  const [name, setName] = useState('');
  const [agreed, setAgreed] = useState(false);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const nameProblem = tried && name.trim().length < 2 ? say('nameNeeded') : undefined;
  const tickProblem = tried && !agreed ? say('agreedNeeded') : undefined;
  const id = useId();
  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (name.trim().length < 2 || !agreed) {
      const wrong = name.trim().length < 2 ? 'name' : 'agreed';
      const field = event.currentTarget.elements.namedItem(wrong);
      if (field instanceof HTMLElement) field.focus();
      return;
    }
    setBusy(true);
    setProblem(await accept(name.trim()));
    setBusy(false);
  }
  return (
    <form className="quote-answer__form" noValidate onSubmit={(event) => void submit(event)}>
      <div>
        <label htmlFor={`${id}name`}>{say('yourName')}</label>
        <input
          id={`${id}name`}
          name="name"
          autoComplete="name"
          maxLength={200}
          value={name}
          aria-invalid={nameProblem !== undefined}
          aria-describedby={nameProblem && `${id}no-name`}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Wrong id={`${id}no-name`} words={nameProblem} />
      </div>
      <div>
        <label className="quote-answer__tick">
          <input
            type="checkbox"
            name="agreed"
            checked={agreed}
            aria-invalid={tickProblem !== undefined}
            aria-describedby={tickProblem && `${id}no-tick`}
            onChange={({ currentTarget }) => setAgreed(currentTarget.checked)}
          />
          <span>{say('agreed', { firm })}</span>
        </label>
        <Wrong id={`${id}no-tick`} words={tickProblem} />
      </div>
      <Wrong words={problem} />
      <button type="submit" className="quote-button" disabled={busy}>
        {say(busy ? 'sending' : 'accept')}
      </button>
    </form>
  );
}

function DeclineForm({ decline }: Props): ReactNode {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const id = useId();
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setProblem(await decline(reason.trim()));
    setBusy(false);
  }
  return (
    <details className="quote-answer__no">
      <summary>{say('declineAsk')}</summary>
      <form className="quote-answer__form" onSubmit={(event) => void submit(event)}>
        <div>
          <label htmlFor={id}>{say('declineAbout')}</label>
          <textarea
            id={id}
            rows={3}
            maxLength={1000}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
        </div>
        <Wrong words={problem} />
        <button type="submit" className="quote-button quote-button--plain" disabled={busy}>
          {say(busy ? 'sending' : 'decline')}
        </button>
      </form>
    </details>
  );
}

function Wrong({ id, words }: { id?: string; words: string | undefined }): ReactNode {
  if (words === undefined) return null;
  return (
    <p className="quote-answer__wrong" role="alert" id={id}>
      {words}
    </p>
  );
}
