// SPDX-License-Identifier: GPL-3.0-or-later
// Another identity provider (npm better-auth with its OAuth provider) and an MCP server behind it. Its issuer
// has a path, it lets clients register, publishes EdDSA keys, and its pages are these: whoever comes is Ada,
// and Ada agrees. Prints the addresses as one line of JSON and serves until its standard input ends.
import { randomBytes, randomUUID } from 'node:crypto';

import { oauthProvider } from '@better-auth/oauth-provider';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { toNodeHandler } from 'better-auth/node';
import { jwt } from 'better-auth/plugins';
import { createRemoteJWKSet, jwtVerify } from 'jose';

import { announce, listen } from './host.mjs';

const providerHandler = {}, resourceHandler = {};
const origin = await listen(providerHandler);
const issuer = `${origin}/api/auth`;
const resourceOrigin = await listen(resourceHandler);
const resource = `${resourceOrigin}/mcp`;
const scopes = ['openid', 'profile', 'email', 'offline_access', 'boards.read'];
const ada = { email: 'ada@interop.example', password: randomBytes(16).toString('hex'), name: 'Ada Interop' };

// --- the identity provider ---

const tables = ['user', 'session', 'account', 'verification', 'jwks', 'oauthClient', 'oauthAccessToken',
    'oauthRefreshToken', 'oauthConsent', 'oauthResource', 'oauthClientResource', 'oauthClientAssertion'];
const auth = betterAuth({
    baseURL: origin,
    secret: randomBytes(32).toString('hex'),
    database: memoryAdapter(Object.fromEntries(tables.map((table) => [table, []]))),
    emailAndPassword: { enabled: true },
    disabledPaths: ['/token'],
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: 'error' },
    plugins: [jwt({ jwt: { issuer } }), oauthProvider({
        loginPage: '/sign-in',
        consentPage: '/consent',
        scopes,
        resources: [resource],
        clientRegistrationDefaultResources: [resource],
        allowDynamicClientRegistration: true,
        allowUnauthenticatedClientRegistration: true,
        silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true },
    })],
});
await auth.api.signUpEmail({ body: ada });

/** What the page's button would do: posts to the provider and goes where that says. */
async function press(path, body, request, response) {
    const answer = await fetch(`${issuer}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin, cookie: request.headers.cookie ?? '' },
        body: JSON.stringify({ ...body, oauth_query: new URL(request.url, origin).searchParams.toString() }),
        redirect: 'manual',
    });
    const told = await answer.json().catch(() => ({}));
    const location = answer.headers.get('location') ?? told.url ?? told.redirect_uri ?? told.redirectTo;
    if (!location)
        return response.writeHead(500).end(`${path} answered ${answer.status}: ${JSON.stringify(told)}`);
    response.writeHead(302, { location, 'set-cookie': answer.headers.getSetCookie() }).end();
}

const protocol = toNodeHandler(auth);
const documents = {
    '/.well-known/oauth-authorization-server/api/auth': 'getOAuthServerConfig',
    '/api/auth/.well-known/openid-configuration': 'getOpenIdConfig',
};
providerHandler.current = async (request, response) => {
    const path = new URL(request.url, origin).pathname;
    try {
        if (documents[path]) {
            response.setHeader('content-type', 'application/json');
            return response.end(JSON.stringify(await auth.api[documents[path]]()));
        }
        if (path === '/sign-in')
            return await press('/sign-in/email', ada, request, response);
        if (path === '/consent')
            return await press('/oauth2/consent', { accept: true }, request, response);
        return await protocol(request, response);
    } catch (error) {
        response.writeHead(500).end(String(error));
    }
};

// --- the MCP server ---

const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
const metadata = `${resourceOrigin}/.well-known/oauth-protected-resource/mcp`;

function boardsServer(subject) {
    const server = new McpServer({ name: 'interop-boards', version: '1.0.0' });
    server.registerTool('whoami', { description: 'Names the caller', annotations: { readOnlyHint: true } },
        async () => ({ content: [{ type: 'text', text: subject }] }));
    return server;
}

async function serve(request, response) {
    if (request.url === new URL(metadata).pathname) {
        response.setHeader('content-type', 'application/json');
        return response.end(JSON.stringify({ resource, authorization_servers: [issuer], scopes_supported: scopes }));
    }
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const verified = token && await jwtVerify(token, keys, { issuer, audience: resource }).catch((error) => ({ error }));
    if (!verified?.payload) {
        const why = verified ? `, error="invalid_token", error_description="${verified.error.code}"` : '';
        return response.writeHead(401,
            { 'www-authenticate': `Bearer resource_metadata="${metadata}"${why}` }).end();
    }
    // Stateless: each request has a server of its own.
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
    await boardsServer(verified.payload.sub).connect(transport);
    await transport.handleRequest(request, response);
}
resourceHandler.current = (request, response) => serve(request, response).catch((error) => {
    response.writeHead(500).end(String(error));
});

announce({ issuer, resource });
