/** Sends a file with the reference client of tus, and goes on where another one stopped: `node … <url> <token> <conversation> <file> <note>`. */
import { createReadStream, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { Upload } from 'tus-js-client';

const [, , endpoint = '', token = '', conversationId = '', file = '', note = ''] = process.argv;

const upload = new Upload(createReadStream(file), {
  endpoint,
  headers: { authorization: `Bearer ${token}` },
  chunkSize: 8 * 1024 ** 2,
  uploadSize: statSync(file).size,
  // While the server is away it is asked again and again.
  retryDelays: Array.from({ length: 600 }, () => 200),
  metadata: { filename: 'disclosure.bin', conversationId },
  onUploadUrlAvailable: () => writeFileSync(note, upload.url ?? ''),
  onSuccess: () => process.exit(0),
  onError(error) {
    console.error(error);
    process.exit(1);
  },
});
// What a browser keeps in its storage.
if (existsSync(note)) upload.url = readFileSync(note, 'utf8');
upload.start();
