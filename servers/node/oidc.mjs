// A certified OpenID Provider (npm oidc-provider) for tests: people and client come as JSON on the command line, keys can
// be rotated by POST /rotate. Listens on 127.0.0.1 only.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

import { Provider } from 'oidc-provider';

const { port, client, people } = JSON.parse(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;

function freshKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
}

function provider(key) {
  const made = new Provider(issuer, {
    clients: [client],
    jwks: { keys: [key] },
    cookies: { keys: ['only-for-tests'] },
    pkce: { required: () => true },
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username', 'employee_no', 'organization', 'groups'],
      email: ['email', 'email_verified'],
      phone: ['phone_number'],
    },
    features: { devInteractions: { enabled: true } },
    // Nobody is asked for consent: the client is the government's own.
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid profile email phone');
      await grant.save();
      return grant;
    },
    findAccount(ctx, id) {
      const known = people[id];
      return known === undefined ? undefined : { accountId: id, claims: () => ({ ...known, sub: id }) };
    },
  });
  made.on('server_error', (ctx, error) => console.error(error));
  return made.callback();
}

let handle = provider(freshKey());
createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/rotate') {
    handle = provider(freshKey());
    response.end();
    return;
  }
  handle(request, response);
}).listen(port, '127.0.0.1');
