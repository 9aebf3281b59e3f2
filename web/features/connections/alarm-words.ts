/** Alarms in sentences. Without styles, so that Home can say them, too. */
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { dayNumber, exactMoment, shortDate, timeOfDay, type Zone } from '../../ui/when.ts';
import type { Alarm, Connection } from './connection.ts';

/** "10:42" today, "16 Mar, 10:42" before. */
function momentOf(at: Date, now: Date, zone: Zone): string {
  const time = timeOfDay(at, zone);
  return dayNumber(at, zone) === dayNumber(now, zone) ? time : `${shortDate(at, now, zone)}, ${time}`;
}

/** Says an alarm of a connection. Members are not told the vendor's words. */
export function useAlarmWords(): (connection: Pick<Connection, 'label'>, alarm: Alarm) => string {
  const { t } = useTranslation('connections');
  const zone = useFirmFormat();
  return ({ label }, { alarm, detail, at, count }) => {
    const moment = at === null ? null : new Date(at);
    const say = { detail, label, count: count ?? 0 };
    if (moment === null) return t(`alarm_${alarm}`, { ...say, when: '' });
    if (alarm === 'grant_ends') return t('alarm_grant_ends', { ...say, when: exactMoment(moment, zone) });
    const when = momentOf(moment, new Date(), zone);
    if (alarm === 'canary' && detail !== '') return t('alarm_canary_said', { ...say, when });
    return t(`alarm_${alarm}`, { ...say, when });
  };
}
