import { type Artefact, type PhoneSystemClient, type VendorContext, VendorError } from '../ports.ts';
import { type Api, createApi } from './api.ts';
import { catchUp } from './catch-up.ts';
import { listUsers } from './directory.ts';
import { history } from './history.ts';
import { ensureSubscription } from './subscribe.ts';
import { recordingAnswer } from './wire.ts';

/** The client of one RingCentral source. It renews tokens itself: use one at a time per source, under its lock. */
export function createClient(context: VendorContext): PhoneSystemClient {
  const api = createApi(context);
  return {
    catchUp: (cursor, since) => catchUp(api, cursor, since, context.now()),
    history: (period, page) => history(api, period, page),
    listUsers: () => listUsers(api),
    ensureSubscription: (options) => ensureSubscription(api, options, context.now()),
    fetchArtefact: (file) => fetchArtefact(api, file),
  };
}

async function fetchArtefact(api: Api, file: Artefact) {
  const response = await api.download(file.url ?? (await findAddress(api, file)));
  if (response.body === null) {
    throw new VendorError({
      failure: 'unavailable',
      detail: `The ${file.kind} ${file.id} came without content.`,
    });
  }
  const contentType = response.headers.get('content-type') ?? file.contentType ?? 'application/octet-stream';
  return { contentType, body: response.body };
}

/** Call events name recordings by id only; the content may be on another host, which only the vendor knows. */
async function findAddress(api: Api, file: Artefact): Promise<string> {
  if (file.kind !== 'recording') {
    throw new VendorError({ failure: 'not_found', detail: `The ${file.kind} ${file.id} has no address.` });
  }
  const answer = await api.read(`/account/~/recording/${encodeURIComponent(file.id)}`, recordingAnswer);
  return answer.contentUri;
}
