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

/** The raw answer of an endpoint. */
export async function response(step, promise) {
  const answered = await promise;
  const text = await answered.clone().text();
  const body = text.startsWith('{') ? JSON.parse(text) : undefined;
  record(step, `${answered.status} ${body?.error ?? (body ? names(body) : '')}`.trim());
  return answered;
}
