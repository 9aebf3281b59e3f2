import type { Answer } from '../../../api/contract.ts';
import { appointmentPath, conversationPath, filePath, portalPaths, requestPath } from '../../routes.ts';

type ToDo = Pick<Answer<'GET /portal/api/to-dos'>['items'][number], 'kind' | 'sourceId' | 'conversationId'>;

/** Where it is done; the list of what there is to do for what is done nowhere here. */
export function pathOfToDo({ kind, sourceId, conversationId }: ToDo): string {
  if (kind === 'event' && sourceId !== null) return appointmentPath(sourceId);
  if (kind === 'file' && sourceId !== null) return filePath(sourceId);
  if (kind === 'request' && sourceId !== null) return requestPath(sourceId);
  return conversationId === null ? portalPaths.toDo : conversationPath(conversationId);
}
