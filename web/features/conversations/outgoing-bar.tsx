import { Button } from '@mantine/core';
import { IconAlertTriangle, IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Outgoing, portalSettingsQuery } from './queries.ts';
import { secondsLeft } from './times.ts';
import type { Sending } from './use-sending.ts';

/** What waits before it leaves the firm, counting down, with the way back; and what could not be sent, with why. */
export function OutgoingBar({ sending }: { sending: Sending }): ReactNode {
  return sending.outgoing.map((one) =>
    one.refused === null ? (
      <Waiting key={one.id} one={one} sending={sending} />
    ) : (
      <Refused key={one.id} one={one} sending={sending} />
    ),
  );
}

const tickMs = 250;

function useSecondsLeft(releaseAt: string, undoSeconds: number): number {
  const at = Date.parse(releaseAt);
  const [left, setLeft] = useState(() => secondsLeft(at, Date.now(), undoSeconds));
  useEffect(() => {
    const timer = setInterval(() => setLeft(secondsLeft(at, Date.now(), undoSeconds)), tickMs);
    return () => clearInterval(timer);
  }, [at, undoSeconds]);
  return left;
}

/** Until the settings are there, and more than any firm may choose. */
const mostUndoSeconds = 60;

function Waiting({ one, sending }: { one: Outgoing; sending: Sending }): ReactNode {
  const { t } = useTranslation('conversations');
  const { undoSeconds } = useQuery(portalSettingsQuery).data ?? { undoSeconds: mostUndoSeconds };
  const left = useSecondsLeft(one.releaseAt, undoSeconds);
  const [busy, setBusy] = useState(false);
  async function takeBack(): Promise<void> {
    setBusy(true);
    await sending.takeBack(one);
    setBusy(false);
  }
  return (
    <div className="outgoing-bar">
      <IconSend size={16} stroke={1.75} aria-hidden />
      <span className="outgoing-bar__words">{one.body}</span>
      {one.texts > 0 && <span>{t('alsoTextTo', { count: one.texts })}</span>}
      <span className="outgoing-bar__left figures">
        {left > 0 ? t('leavesIn', { count: left }) : t('leaving')}
      </span>
      {left > 0 && (
        <Button size="compact-sm" variant="default" loading={busy} onClick={() => void takeBack()}>
          {t('takeBack')}
        </Button>
      )}
    </div>
  );
}

function Refused({ one, sending }: { one: Outgoing; sending: Sending }): ReactNode {
  const { t } = useTranslation('conversations');
  return (
    <div className="outgoing-bar outgoing-bar--refused" role="alert">
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
      <div className="outgoing-bar__why">
        <p>
          <strong>{t('refusedTitle')}.</strong> {one.refused}
        </p>
        <p className="outgoing-bar__words">{one.body}</p>
        <p>{t('refusedAbout')}</p>
      </div>
      <Button size="compact-sm" variant="default" onClick={() => void sending.takeBack(one)}>
        {t('backToComposer')}
      </Button>
    </div>
  );
}
