import { isRecord } from '@/shared/form/schema';

/*
 * WebAuthn speaks in bytes, JSON in base64url. Browsers before 2024 cannot convert by themselves, and those are what many
 * offices run.
 */

function bytes(text: unknown): ArrayBuffer {
  const plain = atob(String(text).replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

function text(buffer: ArrayBuffer | null): string | null {
  if (buffer === null) return null;
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
  return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function descriptors(list: unknown): PublicKeyCredentialDescriptor[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isRecord).map((each) => ({
    type: 'public-key',
    id: bytes(each.id),
    ...(Array.isArray(each.transports) && { transports: each.transports as AuthenticatorTransport[] }),
  }));
}

export function hasPasskeys(): boolean {
  return window.isSecureContext && 'credentials' in navigator && 'PublicKeyCredential' in window;
}

/** Lets the browser make a passkey; null when the person thought better of it. */
export async function createPasskey(options: Record<string, unknown>): Promise<Record<string, unknown> | null> {
  const user = isRecord(options.user) ? options.user : {};
  const made = await quietly(
    navigator.credentials.create({
      publicKey: {
        ...(options as unknown as PublicKeyCredentialCreationOptions),
        challenge: bytes(options.challenge),
        user: { ...(user as unknown as PublicKeyCredentialUserEntity), id: bytes(user.id) },
        excludeCredentials: descriptors(options.excludeCredentials),
      },
    }),
  );
  if (!(made instanceof PublicKeyCredential)) return null;
  const response = made.response as AuthenticatorAttestationResponse;
  return shown(made, {
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
    transports: 'getTransports' in response ? response.getTransports() : [],
  });
}

/** Lets a passkey sign what the server asks; null when the person thought better of it. */
export async function signWithPasskey(options: Record<string, unknown>): Promise<Record<string, unknown> | null> {
  const signed = await quietly(
    navigator.credentials.get({
      publicKey: {
        ...(options as unknown as PublicKeyCredentialRequestOptions),
        challenge: bytes(options.challenge),
        allowCredentials: descriptors(options.allowCredentials),
      },
    }),
  );
  if (!(signed instanceof PublicKeyCredential)) return null;
  const response = signed.response as AuthenticatorAssertionResponse;
  return shown(signed, {
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: text(response.userHandle),
  });
}

function shown(credential: PublicKeyCredential, response: Record<string, unknown>): Record<string, unknown> {
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} };
}

/** The browser refuses when the person cancels, waits too long, or has no fitting key; none of these is an error of ours. */
async function quietly(asked: Promise<Credential | null>): Promise<Credential | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
