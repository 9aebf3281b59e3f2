import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type LeadEvent, type LeadState, states } from './lead.ts';

const steps = ['sms', 'email', 'call_task'] as const;
const plain = [
  'created',
  'changed',
  'note',
  'answered',
  'replied',
  'quote_sent',
  'accepted',
  'declined',
  'chase_started',
  'chase_kept',
  'chase_done',
  'reminders_stopped',
  'reminders_wanted',
  'conflict_checked',
  'stage_reached',
  'stage_corrected',
  'stage_skipped',
  'stage_not_applicable',
  'stage_undone',
  'hold_set',
  'hold_ended',
  'anonymised',
] as const;
const whys = [
  'reply',
  'opt_out',
  'accepted',
  'declined',
  'lost',
  'expired',
  'duplicate',
  'converted',
  'person',
] as const;

const namesIn = (value: unknown): string =>
  Array.isArray(value) ? value.filter((name) => typeof name === 'string').join(', ') : '';

/** The matter's clients are the case's: who came, who went. */
function clientsChanged(t: TFunction<'leads'>, joined: string, left: string): string {
  return [
    ...(joined === '' ? [] : [t('event_clients_joined', { names: joined })]),
    ...(left === '' ? [] : [t('event_clients_left', { names: left })]),
  ].join(' · ');
}

/** What an event says, in a line. A kind that nobody here knows is told by its own name. */
export function useEventWords(): (event: LeadEvent) => string {
  const { t } = useTranslation('leads');
  const word = (value: unknown) => {
    const state = states.find((one) => one === value);
    return state === undefined ? '' : t(`state_${state satisfies LeadState}`);
  };
  const by = (value: unknown) => {
    const step = steps.find((one) => one === value);
    return step === undefined ? '' : t(`by_${step}`);
  };
  return ({ kind, detail }) => {
    const simple = plain.find((one) => one === kind);
    if (simple) return t(`event_${simple}`);
    switch (kind) {
      case 'state_changed': {
        const [from, to] = [word(detail.from), word(detail.to)];
        if (detail.reopened === true) return t('event_reopened', { to });
        if (typeof detail.reason === 'string') return t('event_lost', { from, to, reason: detail.reason });
        return t('event_moved', { from, to });
      }
      case 'chase_sent':
        return detail.by === 'call_task'
          ? t('event_chase_sent_call_task')
          : t('event_chase_sent', { by: by(detail.by) });
      case 'chase_passed':
        return t(detail.why === 'no_email' ? 'event_chase_passed_no_email' : 'event_chase_passed_no_number');
      case 'chase_skipped':
        return t('event_chase_skipped', { by: by(detail.by) });
      case 'chase_stopped': {
        const why = whys.find((one) => one === detail.why);
        return t('event_chase_stopped', { why: why === undefined ? '' : t(`why_${why}`) });
      }
      case 'matter_clients_changed':
        return clientsChanged(t, namesIn(detail.joined), namesIn(detail.left));
      default:
        return kind.replaceAll('_', ' ');
    }
  };
}
