import { type ReactNode, useState } from 'react';
import type { Answer } from '../../../api/contract.ts';
import { strings } from '../../../i18n/en-GB/portal-texts.ts';
import { call } from '../../call.ts';
import { follow } from '../../router.ts';
import { conversationPath } from '../../routes.ts';
import { useSignedIn } from '../../session.tsx';
import { formatMoment } from '../../time.ts';
import { Button } from '../../ui/button.tsx';
import { CheckBox } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Section } from '../../ui/section.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { useReading } from '../../ui/use-reading.ts';
import { useTask } from '../../ui/use-task.ts';
import { sayer } from '../../words.ts';

const say = sayer('portal-texts', strings);

type Texting = Answer<'GET /portal/api/texting'>;

/** Whether the firm may text this person: their own switch, their numbers, and what was sent. */
export function TextsSection(): ReactNode {
  const { firmName: firm } = useSignedIn().seat;
  const { value, failure, again } = useReading(() => call('GET /portal/api/texting'));
  const task = useTask();
  const [switched, setSwitched] = useState<boolean | null>(null);
  const change = (texts: boolean) =>
    void task.run(async () => {
      await call('POST /portal/api/texting', { body: { texts } });
      await again();
      setSwitched(texts);
    });
  const problem = task.failure ?? failure;
  const has = value !== null && value.numbers.length > 0;
  return (
    <Section title={say('texts')} about={say('about', { firm })}>
      {problem !== undefined && <Notice kind="bad">{problem}</Notice>}
      {switched !== null && <Notice kind="good">{say(switched ? 'switchedOn' : 'switchedOff')}</Notice>}
      {value !== null && <Standing texting={value} />}
      {has && (
        <>
          <CheckBox
            label={say('switch')}
            checked={value.numbers.some(({ texts, blocked }) => texts && !blocked)}
            onChecked={change}
          />
          <Numbers numbers={value.numbers} />
        </>
      )}
      {value !== null && <Sent />}
    </Section>
  );
}

/** Why there are none at present; nothing where the switch says it all. */
function Standing({ texting: { texting, numbers } }: { texting: Texting }): ReactNode {
  const { firmName: firm } = useSignedIn().seat;
  if (texting !== 'on') return <p>{say(texting, { firm })}</p>;
  return numbers.length > 0 ? null : <p>{say('noNumber', { firm })}</p>;
}

function Numbers({ numbers }: Pick<Texting, 'numbers'>): ReactNode {
  return (
    <ul className="p-rows" aria-label={say('numbers')}>
      {numbers.map(({ ending, texts, blocked }) => (
        <li className="p-row" key={ending}>
          <span className="p-row__words">
            <span>{say('ending', { ending })}</span>
            <span className="p-row__about">
              {blocked ? say('blocked') : say(texts ? 'gets' : 'getsNone')}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Sent(): ReactNode {
  const { timeZone } = useSignedIn().seat;
  const { items, failure, more } = usePages((after?: string) =>
    call('GET /portal/api/texting/sent', { query: { limit: 10, ...(after ? { after } : {}) } }),
  );
  if (failure !== undefined) return <Notice kind="bad">{failure}</Notice>;
  if (items === null || items.length === 0) return null;
  return (
    <>
      <h3 className="p-section__sub">{say('sent')}</h3>
      <ul className="p-rows">
        {items.map(({ id, at, ending, outcome, conversationId }) => {
          const when = formatMoment(at, timeZone);
          return (
            <li className="p-row" key={id}>
              <span className="p-row__words">
                <span>{say('sentOn', { when, ending })}</span>
                <span className="p-row__about">{say(`outcome_${outcome}`)}</span>
              </span>
              {conversationId !== null && (
                <a
                  href={conversationPath(conversationId)}
                  aria-label={say('readNamed', { when })}
                  onClick={follow}
                >
                  {say('readIt')}
                </a>
              )}
            </li>
          );
        })}
      </ul>
      {more !== null && (
        <Button look="plain" onClick={() => void more()}>
          {say('more')}
        </Button>
      )}
    </>
  );
}
