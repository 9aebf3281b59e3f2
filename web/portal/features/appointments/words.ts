import { strings } from '../../../i18n/en-GB/portal-appointments.ts';
import { sayer } from '../../words.ts';

export const say = sayer('portal-appointments', strings);
