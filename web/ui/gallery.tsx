import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import '@mantine/core/styles/Tabs.layer.css';
import '@mantine/core/styles/Kbd.layer.css';
import { Button, Checkbox, Switch, Tabs, Textarea, TextInput } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconListSearch, IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { SessionProvider } from '../api/session.tsx';
import { type Session, sessionKey } from '../api/session-query.ts';
import '../shell/app-frame.css';
import { BottomBar } from '../shell/bottom-bar.tsx';
import { SideNav } from '../shell/side-nav.tsx';
import { AudioPlayer } from './audio-player.tsx';
import { Duration } from './duration.tsx';
import { EmptyState } from './empty-state.tsx';
import { FilterBar } from './filter-bar.tsx';
import { galleryNav, gallerySession } from './gallery-frame.ts';
import { GalleryList } from './gallery-list.tsx';
import './gallery.css';
import { KeyboardHelp } from './keyboard-help.tsx';
import { KindIcon } from './kind-icon.tsx';
import { Money } from './money.tsx';
import { PageHeader } from './page-header.tsx';
import { PhoneNumber } from './phone-number.tsx';
import { ProblemAlert } from './problem-alert.tsx';
import { ProgressLine } from './progress-line.tsx';
import { RelativeTime } from './relative-time.tsx';
import { useSearchState } from './search-state.ts';
import { StateBadge } from './state-badge.tsx';
import { showDone, Toasts } from './toasts.tsx';

/** Every component with believable data, in the app's own frame: `/gallery`, `/gallery?view=parts`. */
export function Gallery(): ReactNode {
  const client = useQueryClient();
  const [search] = useSearchState();
  const [help, setHelp] = useState(search.help === 'open');
  if (client.getQueryData<Session>(sessionKey)?.state !== 'signed_in')
    client.setQueryData(sessionKey, gallerySession);
  return (
    <SessionProvider>
      <div className="app-frame">
        <SideNav items={galleryNav} onHelp={() => setHelp(true)} />
        <main className="app-frame__main">{search.view === 'parts' ? <Parts /> : <GalleryList />}</main>
        <BottomBar items={galleryNav} onHelp={() => setHelp(true)} />
        <Toasts />
        {help && <KeyboardHelp onClose={() => setHelp(false)} />}
      </div>
    </SessionProvider>
  );
}

const problem = new ApiProblem({
  status: 409,
  code: 'fee_is_billed',
  title: 'This fee is on an invoice already',
  detail: 'It stays on Okafor – Purchase of 12 Mill Lane. Take it off the invoice first, then move it.',
  fieldErrors: {},
  requestId: '0195f2c4',
});

const unreachable = new ApiProblem({
  status: 0,
  code: 'unreachable',
  title: '',
  detail: undefined,
  fieldErrors: {},
  requestId: undefined,
});

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

function Parts(): ReactNode {
  return (
    <div className="gallery">
      <PageHeader
        title="Okafor – Purchase of 12 Mill Lane"
        badge={<StateBadge state="logged">Open</StateBadge>}
        subtitle="10412 · Conveyancing, purchase · Tessa Reid"
        actions={<Button leftSection={<IconPlus size={16} />}>Add a fee</Button>}
      >
        <Tabs defaultValue="fees">
          <Tabs.List>
            <Tabs.Tab value="overview">Overview</Tabs.Tab>
            <Tabs.Tab value="fees">Time &amp; Fees</Tabs.Tab>
            <Tabs.Tab value="tasks">Tasks</Tabs.Tab>
            <Tabs.Tab value="calls">Calls &amp; messages</Tabs.Tab>
          </Tabs.List>
        </Tabs>
      </PageHeader>
      <div className="gallery__grid">
        <Values />
        <Fields />
        <section className="gallery__block">
          <h2>Problems</h2>
          <ProblemAlert error={problem} onRetry={() => undefined} />
          <ProblemAlert error={unreachable} kept="Your note is kept on this screen." dense />
          <ProgressLine label="Contract pack.pdf" value={0.61} hint="Keeps going if you leave." />
          <ProgressLine label="Reading 412 rows" />
        </section>
        <section className="gallery__block">
          <h2>Nothing here</h2>
          <EmptyState
            icon={<IconListSearch size={24} stroke={1.5} />}
            title="No calls on this matter yet"
            action={<Button variant="light">Find earlier calls</Button>}
          >
            Calls, texts and faxes with Jane Okafor will be listed here on their own.
          </EmptyState>
        </section>
      </div>
    </div>
  );
}

function Values(): ReactNode {
  return (
    <section className="gallery__block">
      <h2>States and values</h2>
      <div className="gallery__line">
        {(
          [
            'logged',
            'needsPerson',
            'failed',
            'skipped',
            'held',
            'waiting',
            'undone',
            'moved',
            'private',
          ] as const
        ).map((state) => (
          <StateBadge key={state} state={state} />
        ))}
      </div>
      <div className="gallery__line">
        {(
          [
            'callIn',
            'callOut',
            'callMissed',
            'callInternal',
            'voicemail',
            'smsIn',
            'smsOut',
            'faxIn',
          ] as const
        ).map((kind) => (
          <KindIcon key={kind} kind={kind} />
        ))}
      </div>
      <table className="gallery__table">
        <tbody>
          {[
            ['+442079460123', 432, 4800, 3],
            ['+447700900412', 45, 120_00, 190],
            ['+12125550147', 3900, 1_234_50, 1500],
            ['+61491570156', 600, 0, 9000],
          ].map(([number = 0, seconds = 0, amount = 0, ago = 0]) => (
            <tr key={number}>
              <td>
                <PhoneNumber number={String(number)} dial />
              </td>
              <td>
                <Duration seconds={Number(seconds)} />
              </td>
              <td>
                <Money amount={Number(amount)} currency="GBP" />
              </td>
              <td>
                <RelativeTime at={minutesAgo(Number(ago))} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <AudioPlayer src="/missing.wav" seconds={432} label="Recording of the call with Jane Okafor" />
    </section>
  );
}

function Fields(): ReactNode {
  return (
    <section className="gallery__block">
      <h2>Doing things</h2>
      <FilterBar
        filters={[
          {
            name: 'state',
            label: 'State',
            options: [
              { value: 'logged', label: 'Logged' },
              { value: 'failed', label: 'Failed' },
            ],
          },
        ]}
      />
      <TextInput
        label="Description"
        description="As it will be printed on the bill"
        defaultValue="Call from Jane Okafor"
      />
      <TextInput
        label="Activity code"
        defaultValue="ion8-CAL"
        error="No such code. Did you mean ion8-CALL?"
      />
      <Textarea label="Note" placeholder="What was said" rows={2} />
      <Checkbox label="Always for this pair" defaultChecked />
      <Switch label="Billable" defaultChecked />
      <div className="gallery__line">
        <Button
          leftSection={<IconArrowForwardUp size={16} />}
          onClick={() =>
            showDone(
              <>
                Moved to <strong>Okafor – Will</strong>
              </>,
              () => Promise.resolve(),
            )
          }
        >
          Move…
        </Button>
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} />}
          onClick={() => showDone('Undoing that is refused', () => Promise.reject(problem))}
        >
          Undo
        </Button>
        <Button variant="light">Find earlier calls</Button>
        <Button variant="subtle">Skip</Button>
        <Button disabled>Save</Button>
      </div>
    </section>
  );
}
