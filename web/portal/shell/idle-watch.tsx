/**
 * On a device that is not trusted a session ends when nobody does anything. Whoever types or points is somebody; before
 * the end comes, it is said, and a press goes on.
 */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { call } from '../call.ts';
import { useDoor, useSignedIn } from '../session.tsx';
import { formatLeft, formatTime } from '../time.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { say } from '../words.ts';
import { SignOffButton } from './sign-off-button.tsx';

const warnMs = 2 * 60_000;
const endSoonMs = 10 * 60_000;
const touchEveryMs = 60_000;

export function IdleWatch(): ReactNode {
  const door = useDoor();
  const session = useSignedIn();
  const [now, setNow] = useState(() => Date.now());
  const touchedAt = useRef(Date.now());
  const ahead = door.held?.aheadMs ?? 0;
  const idleLeft =
    session.idleEndsAt === null ? Number.POSITIVE_INFINITY : Date.parse(session.idleEndsAt) - now - ahead;
  const endLeft = Date.parse(session.endsAt) - now - ahead;
  const warns = idleLeft <= warnMs;
  const over = idleLeft <= 0 || endLeft <= 0;

  async function touch(): Promise<void> {
    touchedAt.current = Date.now();
    await door.take(await call('POST /api/v1/portal/session/touch'));
    setNow(Date.now());
  }

  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), warns ? 1_000 : 10_000);
    return () => clearInterval(tick);
  }, [warns]);

  const { reload } = door;
  useEffect(() => {
    // The server decides; it may have heard of somebody in another tab.
    if (over) void reload();
  }, [over, reload]);

  useEffect(() => {
    function somebody(): void {
      if (session.idleEndsAt === null || warns || Date.now() - touchedAt.current < touchEveryMs) return;
      touch().catch(() => undefined);
    }
    const signs = ['pointerdown', 'keydown'] as const;
    for (const sign of signs) window.addEventListener(sign, somebody, { passive: true });
    return () => {
      for (const sign of signs) window.removeEventListener(sign, somebody);
    };
  });

  if (warns && !over)
    return (
      <Dialog title={say('idleTitle')}>
        <p role="timer" aria-live="off">
          {say('idleAbout', { time: formatLeft(idleLeft) })}
        </p>
        <div className="p-actions">
          <Button onClick={() => void touch().catch(() => reload())}>{say('stay')}</Button>
          <SignOffButton word="signOffNow" look="plain" />
        </div>
      </Dialog>
    );
  if (endLeft <= endSoonMs && !over)
    return (
      <div className="p-end-soon">
        <Notice>{say('endSoon', { time: formatTime(session.endsAt, session.seat.timeZone) })}</Notice>
      </div>
    );
  return null;
}
