import { strings } from '../../../i18n/en-GB/portal-home.ts';
import { sayer } from '../../words.ts';

export const say = sayer('portal-home', strings);
