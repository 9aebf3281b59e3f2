import { strings } from '../../../i18n/en-GB/portal-messages.ts';
import { sayer } from '../../words.ts';

export const say = sayer('portal-messages', strings);
