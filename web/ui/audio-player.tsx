import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './audio-player.css';

const speeds: readonly number[] = [1, 1.25, 1.5, 2];
const skipSeconds = 5;

/** 432 → "7:12" */
export function clockOf(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/**
 * Plays a recording. `seconds` is its known length, shown before anything is loaded; nothing is fetched until played.
 * Space plays and pauses, the arrows go 5 s back and forth, also from the play button.
 */
export function AudioPlayer(props: { src: string; seconds: number; label: string }): ReactNode {
  const { t } = useTranslation('ui');
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(props.seconds);
  const [speed, setSpeed] = useState(1);
  const [failed, setFailed] = useState(false);

  function goTo(seconds: number): void {
    const place = Math.min(Math.max(seconds, 0), length);
    setAt(place);
    if (audio.current) audio.current.currentTime = place;
  }
  async function toggle(): Promise<void> {
    const player = audio.current;
    if (!player) return;
    if (!player.paused) return player.pause();
    setFailed(false);
    player.playbackRate = speed;
    await player.play().catch(() => setFailed(true));
  }
  function nextSpeed(): void {
    const next = speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1;
    setSpeed(next);
    if (audio.current) audio.current.playbackRate = next;
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowLeft') goTo(at - skipSeconds);
    else if (event.key === 'ArrowRight') goTo(at + skipSeconds);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const total = clockOf(length);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for questions; this is one instrument
    <div className="audio-player" role="group" aria-label={props.label} onKeyDown={onKeyDown}>
      {/* biome-ignore lint/a11y/useMediaCaption: the transcript stands beside the player where there is one */}
      <audio
        ref={audio}
        src={props.src}
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onError={() => setFailed(true)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onDurationChange={(event) =>
          Number.isFinite(event.currentTarget.duration) && setLength(event.currentTarget.duration)
        }
      />
      <button
        type="button"
        className="audio-player__play"
        aria-label={playing ? t('pause') : t('play')}
        onClick={() => void toggle()}
      >
        {playing ? (
          <IconPlayerPauseFilled size={16} aria-hidden />
        ) : (
          <IconPlayerPlayFilled size={16} aria-hidden />
        )}
      </button>
      <input
        type="range"
        className="audio-player__line"
        aria-label={t('position')}
        aria-valuetext={t('playing', { at: clockOf(at), total })}
        min={0}
        max={length}
        step={1}
        value={at}
        style={{ '--played': `${length > 0 ? (at / length) * 100 : 0}%` }}
        onChange={(event) => goTo(event.currentTarget.valueAsNumber)}
      />
      <span className="audio-player__time figures" aria-hidden>
        {clockOf(at)} / {total}
      </span>
      <button
        type="button"
        className="audio-player__speed figures"
        aria-label={`${t('speed')} ${speed}×`}
        onClick={nextSpeed}
      >
        {speed}×
      </button>
      {failed && (
        <p className="audio-player__failed" role="alert">
          {t('recordingFailed')}
        </p>
      )}
    </div>
  );
}
