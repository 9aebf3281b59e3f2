import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Answer } from '../../../api/contract.ts';
import { call } from '../../call.ts';
import { useDoor, useSignedIn } from '../../session.tsx';
import { formatMoment } from '../../time.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Section } from '../../ui/section.tsx';
import { useReading } from '../../ui/use-reading.ts';
import { useTask } from '../../ui/use-task.ts';
import { say } from '../../words.ts';
import { passkeysWork } from '../sign-in/passkey.ts';
import { addPasskey } from './add-passkey.ts';
import { RecoveryCodes } from './recovery-codes.tsx';

// The QR code's maths comes only for who sets an app up.
const AppSetUp = lazy(async () => ({ default: (await import('./app-set-up.tsx')).AppSetUp }));

type Factors = Answer<'GET /api/v1/portal/factors'>;

export function FactorsSection({ onChanged }: { onChanged: () => void }): ReactNode {
  const { reload } = useDoor();
  const { value, failure, again } = useReading(() => call('GET /api/v1/portal/factors'));
  const task = useTask();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [setUp, setSetUp] = useState<{ uri: string; secret: string } | null>(null);
  const [news, setNews] = useState<string>();

  async function changed(words: string, newCodes: readonly string[] | null = null): Promise<void> {
    setNews(words);
    if (newCodes) setCodes(newCodes);
    await reload();
    await again();
    onChanged();
  }
  const remove = (work: () => Promise<unknown>) =>
    task.run(async () => {
      await work();
      await changed(say('removed'));
    });

  return (
    <Section title={say('secondSteps')} about={say('secondStepsAbout')}>
      {(task.failure ?? failure) !== undefined && <Notice kind="bad">{task.failure ?? failure}</Notice>}
      {news !== undefined && <Notice kind="good">{news}</Notice>}
      {codes && <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />}
      {value && (
        <FactorRows
          factors={value}
          onRemove={(work) => void remove(work)}
          onNewCodes={() =>
            void task.run(async () => {
              const made = await call('POST /api/v1/portal/factors/recovery-codes');
              setNews(undefined);
              setCodes(made.recoveryCodes);
              await again();
            })
          }
        />
      )}
      {setUp && (
        <Suspense fallback={<p>{say('loading')}</p>}>
          <AppSetUp
            {...setUp}
            onCancel={() => setSetUp(null)}
            onDone={async (made) => {
              setSetUp(null);
              await changed(say('appAdded'), made);
            }}
          />
        </Suspense>
      )}
      {value && !setUp && (
        <div className="p-actions">
          {value.authenticatorSince === null && (
            <Button
              look="plain"
              busy={task.busy}
              onClick={() =>
                void task.run(async () => {
                  setNews(undefined);
                  setSetUp(await call('POST /api/v1/portal/factors/authenticator'));
                })
              }
            >
              {say('setUpApp')}
            </Button>
          )}
          {passkeysWork() && (
            <Button
              look="plain"
              busy={task.busy}
              onClick={() => void addPasskey(task.run, (made) => changed(say('passkeyAdded'), made))}
            >
              {say('addPasskey')}
            </Button>
          )}
        </div>
      )}
    </Section>
  );
}

function FactorRows(props: {
  factors: Factors;
  onRemove: (work: () => Promise<unknown>) => void;
  onNewCodes: () => void;
}): ReactNode {
  const { timeZone } = useSignedIn().seat;
  const { authenticatorSince, passkeys, recoveryCodesLeft: count } = props.factors;
  const when = (iso: string) => formatMoment(iso, timeZone);
  if (authenticatorSince === null && passkeys.length === 0) return <p>{say('none')}</p>;
  return (
    <ul className="p-rows">
      {authenticatorSince !== null && (
        <Row name={say('authenticator')} about={say('since', { when: when(authenticatorSince) })}>
          <Button
            look="plain"
            aria-label={say('removeNamed', { name: say('authenticator') })}
            onClick={() => props.onRemove(() => call('DELETE /api/v1/portal/factors/authenticator'))}
          >
            {say('remove')}
          </Button>
        </Row>
      )}
      {passkeys.map(({ id, name, createdAt, lastUsedAt }) => (
        <Row
          key={id}
          name={`${say('passkey')}: ${name}`}
          about={[
            say('since', { when: when(createdAt) }),
            lastUsedAt && say('lastUsed', { when: when(lastUsedAt) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        >
          <Button
            look="plain"
            aria-label={say('removeNamed', { name })}
            onClick={() =>
              props.onRemove(() => call('DELETE /api/v1/portal/factors/passkeys/:id', { params: { id } }))
            }
          >
            {say('remove')}
          </Button>
        </Row>
      ))}
      <Row
        name={say('recoveryCodes')}
        about={say(count === 1 ? 'recoveryLeft_one' : 'recoveryLeft_other', { count })}
      >
        <Button look="plain" onClick={props.onNewCodes}>
          {say('newCodes')}
        </Button>
      </Row>
    </ul>
  );
}

function Row({ name, about, children }: { name: string; about: string; children: ReactNode }): ReactNode {
  return (
    <li className="p-row">
      <span className="p-row__words">
        <span>{name}</span>
        <span className="p-row__about">{about}</span>
      </span>
      {children}
    </li>
  );
}
