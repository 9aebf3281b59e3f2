import {
  IconMessage,
  IconMessageForward,
  IconPhoneCalling,
  IconPhoneIncoming,
  IconPhoneOutgoing,
  IconPhoneX,
  IconPrinter,
  IconRecordMail,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './kind-icon.css';

const icons = {
  callIn: IconPhoneIncoming,
  callOut: IconPhoneOutgoing,
  callMissed: IconPhoneX,
  callInternal: IconPhoneCalling,
  voicemail: IconRecordMail,
  smsIn: IconMessage,
  smsOut: IconMessageForward,
  faxIn: IconPrinter,
  faxOut: IconPrinter,
} as const;

export type Kind = keyof typeof icons;

/** The kind of an interaction as a sign with its name on hover and for screen readers. */
export function KindIcon({ kind, size = 18 }: { kind: Kind; size?: number }): ReactNode {
  const { t } = useTranslation('ui');
  const Icon = icons[kind];
  return (
    <span className="kind-icon" data-missed={kind === 'callMissed' || undefined} title={t(kind)}>
      <Icon size={size} stroke={1.75} aria-hidden />
      <span className="visually-hidden">{t(kind)}</span>
    </span>
  );
}
