// The MCP TypeScript SDK: finds the issuer through the API's metadata, registers, signs in, refreshes.
import { auth } from '@modelcontextprotocol/sdk/client/auth.js';
import { Browser, expect, person, redirectUri, system } from './browser.mjs';

class Provider {
  #saved = {};
  redirectUrl = redirectUri;
  clientMetadata = {
    client_name: 'An agent',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    scope: 'notes.read',
  };

  clientInformation() { return this.#saved.client; }
  saveClientInformation(client) { this.#saved.client = client; }
  tokens() { return this.#saved.tokens; }
  saveTokens(tokens) { this.#saved.tokens = tokens; }
  redirectToAuthorization(address) { this.address = address; }
  saveCodeVerifier(verifier) { this.#saved.verifier = verifier; }
  codeVerifier() { return this.#saved.verifier; }
}

const provider = new Provider();
const serverUrl = system.api;
expect((await auth(provider, { serverUrl })) === 'REDIRECT', 'found the issuer and registered');
expect(provider.address.searchParams.get('resource'), 'asks for a token for the API (RFC 8707)');

const back = await new Browser().authorize(provider.address, redirectUri, person);
const done = await auth(provider, { serverUrl, authorizationCode: back.searchParams.get('code') });
expect(done === 'AUTHORIZED', 'traded the code');
const call = () => fetch(`${system.api}/notes`, { headers: { authorization: `Bearer ${provider.tokens().access_token}` } });
expect((await call()).status === 200, 'the API takes the token');

const before = provider.tokens().access_token;
expect((await auth(provider, { serverUrl })) === 'AUTHORIZED', 'refreshed');
expect(provider.tokens().access_token !== before && (await call()).status === 200, 'the API takes the new token');
