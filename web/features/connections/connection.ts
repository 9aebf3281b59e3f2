import type { Answer } from '../../api/contract.ts';

export type Connection = Answer<'GET /api/v1/connections/:id'>;
export type PracticeSystem = Answer<'GET /api/v1/practice-systems'>['items'][number];
export type ConnectionPerson = Answer<'GET /api/v1/connections/:id/people'>['items'][number];
export type ConnectionWrite = Answer<'GET /api/v1/connections/:id/writes'>['items'][number];
export type Alarm = Connection['alarms'][number];
