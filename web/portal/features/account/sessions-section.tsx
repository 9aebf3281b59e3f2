import { type ReactNode, useState } from 'react';
import type { Answer } from '../../../api/contract.ts';
import { deviceOf } from '../../../features/account/device.ts';
import { call } from '../../call.ts';
import { useSignedIn } from '../../session.tsx';
import { formatMoment } from '../../time.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Section } from '../../ui/section.tsx';
import { useReading } from '../../ui/use-reading.ts';
import { useTask } from '../../ui/use-task.ts';
import { say } from '../../words.ts';

type Item = Answer<'GET /api/v1/portal/sessions'>['items'][number];

function nameOf({ userAgent }: Item): string {
  const { browser, system } = deviceOf(userAgent);
  return browser && system
    ? say('deviceOn', { browser, system })
    : (browser ?? system ?? say('unknownDevice'));
}

export function SessionsSection(): ReactNode {
  const { timeZone } = useSignedIn().seat;
  const { value, failure, again } = useReading(() => call('GET /api/v1/portal/sessions'));
  const task = useTask();
  const [ended, setEnded] = useState(false);
  const items = value?.items ?? [];
  const end = (work: () => Promise<unknown>) =>
    task.run(async () => {
      await work();
      setEnded(true);
      await again();
    });
  const aboutOf = (item: Item) =>
    [
      item.current ? say('thisDevice') : say('lastSeen', { when: formatMoment(item.lastSeenAt, timeZone) }),
      item.trusted ? say('trusted') : '',
      item.address,
    ]
      .filter(Boolean)
      .join(' · ');
  return (
    <Section title={say('sessions')}>
      {(task.failure ?? failure) !== undefined && <Notice kind="bad">{task.failure ?? failure}</Notice>}
      {ended && <Notice kind="good">{say('ended')}</Notice>}
      <ul className="p-rows">
        {items.map((item) => (
          <li className="p-row" key={item.id}>
            <span className="p-row__words">
              <span>{nameOf(item)}</span>
              <span className="p-row__about">{aboutOf(item)}</span>
            </span>
            {!item.current && (
              <Button
                look="plain"
                aria-label={say('endNamed', { name: nameOf(item) })}
                onClick={() =>
                  void end(() => call('DELETE /api/v1/portal/sessions/:id', { params: { id: item.id } }))
                }
              >
                {say('end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {items.length > 1 && (
        <Button look="quiet" onClick={() => void end(() => call('DELETE /api/v1/portal/sessions'))}>
          {say('endOthers')}
        </Button>
      )}
    </Section>
  );
}
