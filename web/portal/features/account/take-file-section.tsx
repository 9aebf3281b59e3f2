import { type ReactNode, useEffect } from 'react';
import type { Answer } from '../../../api/contract.ts';
import { fileSize } from '../../../features/matters/file-size.ts';
import { strings } from '../../../i18n/en-GB/hand-over.ts';
import { call } from '../../call.ts';
import { useSignedIn } from '../../session.tsx';
import { formatMoment } from '../../time.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Section } from '../../ui/section.tsx';
import { useReading } from '../../ui/use-reading.ts';
import { useTask } from '../../ui/use-task.ts';
import { currentLocale, sayer } from '../../words.ts';

const say = sayer('hand-over', strings);
type Pack = Answer<'GET /portal/api/hand-overs'>['items'][number];
const often = 1500;

/** Everything that is one's own, as one file to keep: also for those who are no clients any more. */
export function TakeFileSection(): ReactNode {
  const { firmName, timeZone } = useSignedIn().seat;
  const { value, failure, again } = useReading(() => call('GET /portal/api/hand-overs'));
  const task = useTask();
  const newest = value?.items.find(({ scope }) => scope === 'own');
  const making = newest !== undefined && (newest.state === 'waiting' || newest.state === 'running');
  const ready = newest?.state === 'ready' ? newest : undefined;
  useEffect(() => {
    if (!making) return;
    const timer = setInterval(() => void again(), often);
    return () => clearInterval(timer);
  }, [making, again]);
  const ask = () =>
    task.run(async () => {
      await call('POST /portal/api/hand-overs', { body: {} });
      await again();
    });
  // The proof, where one is asked for, comes before the browser goes to the file.
  const fetchIt = (pack: Pack) =>
    task.run(async () => {
      const { url } = await call('POST /portal/api/hand-overs/:id/open', { params: { id: pack.id } });
      window.location.assign(url);
    });
  const trouble = task.failure ?? failure;
  return (
    <Section title={say('take')} about={say('takeAbout', { firm: firmName })}>
      {trouble !== undefined && <Notice kind="bad">{trouble}</Notice>}
      {newest?.state === 'failed' && <Notice kind="bad">{say('failed')}</Notice>}
      {making && <Notice>{say('takeMaking', { percent: Math.floor((newest?.progress ?? 0) * 100) })}</Notice>}
      {ready && (
        <>
          <Notice kind="good">{say('takeReady', { day: formatMoment(ready.createdAt, timeZone) })}</Notice>
          <Button busy={task.busy} onClick={() => void fetchIt(ready)}>
            {say('takeDownload', { size: fileSize(ready.sizeBytes ?? 0, currentLocale()) })}
          </Button>
          <p className="p-section__about">
            {say('takeUntil', { day: formatMoment(ready.expiresAt, timeZone) })}{' '}
            {say('takeChecked', { fingerprint: value?.fingerprint ?? '' })}
          </p>
        </>
      )}
      {value && !making && (
        <Button look={ready ? 'quiet' : 'plain'} busy={task.busy} onClick={() => void ask()}>
          {say(ready ? 'takeAgain' : 'takeAsk')}
        </Button>
      )}
    </Section>
  );
}
