import { useTranslation } from 'react-i18next';
import { useStaffChoices } from '../activity/queries.ts';
import type { OptionName, Options } from './options.ts';

const roundings = { up: 'rounding_up', nearest: 'rounding_nearest', down: 'rounding_down' } as const;
const roles = {
  owner: 'assignee_role_owner',
  administrator: 'assignee_role_administrator',
  member: 'assignee_role_member',
} as const;

/** An option's value in a few words: "on", "units of 6 min, up, at least 6 min". */
export function useValueWords(): (options: Options, name: OptionName) => string {
  const { t } = useTranslation('options');
  const staff = useStaffChoices();
  return (options, name) => {
    switch (name) {
      case 'seats':
        return options.seats === 'all' ? t('seatsAll') : t('seatsSome', { count: options.seats.length });
      case 'minimumDurationSeconds':
        return t('seconds', { count: options.minimumDurationSeconds });
      case 'blockList':
        return options.blockList.length === 0
          ? t('blockListNone')
          : t('blockListCount', { count: options.blockList.length });
      case 'defaultTaskAssignee': {
        const { defaultTaskAssignee: to } = options;
        if (to.rule === 'alphabetical') return t('assignee_alphabetical');
        if (to.rule === 'role') return t(roles[to.role]);
        return staff.find(({ value }) => value === to.staffId)?.label ?? t('assigneePeople');
      }
      case 'billing': {
        const { unitMinutes, rounding, minimumMinutes } = options.billing;
        const minimum =
          minimumMinutes === 0 ? t('billingNoMinimum') : t('billingMinutes', { count: minimumMinutes });
        return t('billingValue', { unit: unitMinutes, rounding: t(roundings[rounding]), minimum });
      }
      case 'writeOnceWaitMinutes':
        return waitWords(options.writeOnceWaitMinutes);
      default:
        return t(options[name] ? 'on' : 'off');
    }
  };
  function waitWords(minutes: number): string {
    if (minutes === 0) return t('writeOnceWaitNone');
    return minutes % 60 === 0
      ? t('writeOnceWaitHours', { count: minutes / 60 })
      : t('writeOnceWaitMinutes', { count: minutes });
  }
}
