// Writes what a server answered, one line a step: status, error code and the names of what came with it, never a value.

const names = (value) => Object.keys(value).sort().join(' ');

export const record = (step, text) => console.log(`${step}: ${text}`);

/** The answer of a step that the library accepts or refuses; an error that is no answer ends the run. A challenge is known by its scheme. */
export async function answer(step, action) {
  try {
    const value = await action();
    record(step, value === undefined ? '200' : `200 ${names(value)}`);
    return value;
  } catch (error) {
    const reason = error.error ?? error.cause?.[0]?.scheme;
    if (!reason) throw error;
    record(step, `${error.status ?? 302} ${reason}`);
  }
}

/** The raw answer of an endpoint; its error stands in the body or in the challenge (RFC 6750 3). */
export async function response(step, promise) {
  const answered = await promise;
  const text = await answered.clone().text();
  const body = text.startsWith('{') ? JSON.parse(text) : undefined;
  const challenge = answered.headers.get('www-authenticate')?.match(/error="([^"]*)"/)?.[1];
  record(step, `${answered.status} ${body?.error ?? challenge ?? (body ? names(body) : '')}`.trim());
  return answered;
}
