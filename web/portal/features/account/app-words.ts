import { strings } from '../../../i18n/en-GB/portal-app.ts';
import { sayer } from '../../words.ts';

export const say = sayer('portal-app', strings);
