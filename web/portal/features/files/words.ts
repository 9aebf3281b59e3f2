import { strings } from '../../../i18n/en-GB/portal-files.ts';
import { sayer } from '../../words.ts';

export const say = sayer('portal-files', strings);
