/** Asks the person to prove who they are; resolves to whether they did. */
type Asker = () => Promise<boolean>;

let asker: Asker | undefined;
let asking: Promise<boolean> | undefined;

/** The dialog that asks registers itself here while it is on the page; returns how to leave. */
export function askForProofWith(next: Asker): () => void {
  asker = next;
  return () => {
    if (asker === next) asker = undefined;
  };
}

/** One dialog for all requests that wait for it. */
function ask(): Promise<boolean> {
  if (asker === undefined) return Promise.resolve(false);
  asking ??= asker().finally(() => {
    asking = undefined;
  });
  return asking;
}

async function wantsProof(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const body: unknown = await response.clone().json().catch(() => null);
  return typeof body === 'object' && body !== null && (body as Record<string, unknown>).code === 'reauthenticate';
}

/** Sends a request; a dangerous one that the server wants proof for is repeated once the person has given it. */
export async function fetchWithProof(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await window.fetch(request);
  if (!(await wantsProof(response)) || !(await ask())) return response;
  return window.fetch(again);
}
