/** A request's body in the three ways that vendors take it. */
export interface ReadBody {
  bytes: Buffer;
  /** Undefined when it is not JSON. */
  json: unknown;
  /** Fields of a form; a file stands as its name. Empty for other bodies. */
  form: Record<string, string | string[]>;
  files: readonly { field: string; name: string; type: string; bytes: Buffer }[];
}

export async function readBody(bytes: Buffer, contentType: string): Promise<ReadBody> {
  const nothing = { bytes, json: undefined, form: {}, files: [] };
  if (bytes.length === 0) return nothing;
  if (contentType.includes('json')) return { ...nothing, json: readJson(bytes.toString('utf8')) };
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    const fields = [...new URLSearchParams(bytes.toString('utf8'))];
    return { ...nothing, form: gather(fields) };
  }
  if (contentType.startsWith('multipart/form-data')) return await readMultipart(bytes, contentType);
  return nothing;
}

async function readMultipart(bytes: Buffer, contentType: string): Promise<ReadBody> {
  const headers = { 'content-type': contentType };
  const data = await new Response(new Uint8Array(bytes), { headers }).formData().catch(() => null);
  if (data === null) return { bytes, json: undefined, form: {}, files: [] };
  const fields: [string, string][] = [];
  const files: { field: string; name: string; type: string; bytes: Buffer }[] = [];
  for (const [field, value] of data) {
    if (typeof value === 'string') {
      fields.push([field, value]);
      continue;
    }
    fields.push([field, value.name]);
    files.push({ field, name: value.name, type: value.type, bytes: Buffer.from(await value.arrayBuffer()) });
  }
  return { bytes, json: undefined, form: gather(fields), files };
}

function gather(fields: readonly (readonly [string, string])[]): Record<string, string | string[]> {
  const form: Record<string, string | string[]> = {};
  for (const [name, value] of fields) {
    const before = form[name];
    form[name] = before === undefined ? value : [before, value].flat();
  }
  return form;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
