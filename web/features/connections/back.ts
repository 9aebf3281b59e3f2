export interface Back {
  state: string;
  code?: string;
  error?: string;
  errorDescription?: string;
  parameters: Record<string, string>;
}

/** What the vendor put into the address when it sent the browser back. */
export function backFrom(search: string): Back {
  const query = new URLSearchParams(search);
  const { state = '', code, error, error_description, ...parameters } = Object.fromEntries(query);
  return {
    state,
    ...(code !== undefined && { code }),
    ...(error !== undefined && { error: error.slice(0, 200) }),
    ...(error_description !== undefined && { errorDescription: error_description.slice(0, 1000) }),
    parameters,
  };
}
