import { useTranslation } from 'react-i18next';
import type { strings } from '../../i18n/en-GB/options.ts';

/** Options as a decision kept them → the name on the options page → how it stood. */
const names = {
  contactCreation: 'contactCreation',
  exclusiveContactAssociation: 'exclusiveContactAssociation',
  matterAssociation: 'matterAssociation',
  defaultBillable: 'defaultBillable',
  callLogging: 'callLogging',
  smsLogging: 'smsLogging',
  faxLogging: 'faxLogging',
  seats: 'seats',
  minimumDurationSeconds: 'minimumDuration',
  blockList: 'blockList',
  internalCalls: 'internalCalls',
  closedMatters: 'closedMatters',
  holdForReview: 'holdForReview',
  defaultTaskAssignee: 'defaultTaskAssignee',
  billing: 'billing',
} as const satisfies Record<string, keyof typeof strings>;

function isName(name: string): name is keyof typeof names {
  return Object.hasOwn(names, name);
}

/** "Make contacts for new numbers: on". Options that this version does not know are left out. */
export function useOptionWords(): (options: Readonly<Record<string, unknown>>) => string[] {
  const { t } = useTranslation(['activity', 'options']);
  return (options) =>
    Object.entries(options).flatMap(([name, value]) => {
      if (!isName(name)) return [];
      const option = t(`options:${names[name]}`);
      if (typeof value !== 'boolean') return [option];
      return [t('optionPair', { option, value: t(value ? 'optionOn' : 'optionOff') })];
    });
}
