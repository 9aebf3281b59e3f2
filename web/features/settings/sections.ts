import {
  IconBuilding,
  IconFlag,
  IconHistory,
  IconHourglass,
  IconInbox,
  IconKey,
  IconListDetails,
  IconLockAccess,
  IconMailFast,
  IconMailForward,
  IconMessage2,
  IconMessages,
  IconPalette,
  IconPercentage,
  IconPhone,
  IconPhoneCheck,
  IconPlugConnected,
  IconReceipt,
  IconShieldCheck,
  IconUserCheck,
  IconUsers,
  IconWebhook,
  IconWorldWww,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Role } from '../../api/contract.ts';
import { paths } from '../../paths.ts';

export type SettingsSection = {
  to: string;
  icon: TablerIcon;
  /** Its name in the words of `i18n/en-GB/settings.ts`; `<name>About` says what it is for. */
  name:
    | 'firm'
    | 'staff'
    | 'sources'
    | 'connections'
    | 'callLogging'
    | 'speech'
    | 'texts'
    | 'rates'
    | 'feeScales'
    | 'keyStages'
    | 'onboarding'
    | 'website'
    | 'chaseSequences'
    | 'lostReasons'
    | 'tokens'
    | 'webhooks'
    | 'portal'
    | 'portalLook'
    | 'files'
    | 'messageTemplates'
    | 'breakGlass'
    | 'retention'
    | 'mailIn'
    | 'outbox'
    | 'audit';
  /** Only for these roles; left out = everybody. */
  roles?: readonly Role[];
};

const administrators = ['owner', 'administrator'] as const;

/** The settings page, in order, in groups. A feature adds its line when its page exists. */
export const settingsGroups: readonly {
  title: 'groupFirm' | 'groupCalls' | 'groupRecords';
  sections: readonly SettingsSection[];
}[] = [
  {
    title: 'groupFirm',
    sections: [
      {
        to: paths.settingsFirm,
        icon: IconBuilding,
        name: 'firm',
        roles: administrators,
      },
      { to: paths.settingsStaff, icon: IconUsers, name: 'staff' },
      { to: paths.feeScales, icon: IconReceipt, name: 'feeScales' },
      { to: paths.keyStages, icon: IconFlag, name: 'keyStages' },
      { to: paths.onboardingSettings, icon: IconUserCheck, name: 'onboarding', roles: administrators },
      { to: paths.website, icon: IconWorldWww, name: 'website', roles: administrators },
      { to: paths.portalSettings, icon: IconMessages, name: 'portal', roles: administrators },
      { to: paths.portalLook, icon: IconPalette, name: 'portalLook', roles: administrators },
      { to: paths.fileSettings, icon: IconShieldCheck, name: 'files', roles: administrators },
      { to: paths.messageTemplates, icon: IconMailForward, name: 'messageTemplates', roles: administrators },
      { to: paths.rates, icon: IconPercentage, name: 'rates' },
      { to: paths.chaseSequences, icon: IconMailFast, name: 'chaseSequences', roles: administrators },
      { to: paths.lostReasons, icon: IconListDetails, name: 'lostReasons', roles: administrators },
    ],
  },
  {
    title: 'groupCalls',
    sections: [
      {
        to: paths.sources,
        icon: IconPhone,
        name: 'sources',
        roles: administrators,
      },
      {
        to: paths.connections,
        icon: IconPlugConnected,
        name: 'connections',
        roles: administrators,
      },
      {
        to: paths.callLogging,
        icon: IconPhoneCheck,
        name: 'callLogging',
        roles: administrators,
      },
      { to: paths.speech, icon: IconMessage2, name: 'speech', roles: administrators },
      { to: paths.textSettings, icon: IconMessages, name: 'texts', roles: administrators },
    ],
  },
  {
    title: 'groupRecords',
    sections: [
      { to: paths.settingsTokens, icon: IconKey, name: 'tokens' },
      { to: paths.webhooks, icon: IconWebhook, name: 'webhooks', roles: administrators },
      { to: paths.breakGlass, icon: IconLockAccess, name: 'breakGlass', roles: ['owner'] },
      { to: paths.retention, icon: IconHourglass, name: 'retention', roles: administrators },
      { to: paths.mailIn, icon: IconInbox, name: 'mailIn', roles: administrators },
      {
        to: paths.settingsOutbox,
        icon: IconMailForward,
        name: 'outbox',
        roles: administrators,
      },
      {
        to: paths.settingsAudit,
        icon: IconHistory,
        name: 'audit',
        roles: administrators,
      },
    ],
  },
];
