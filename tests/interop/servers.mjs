// SPDX-License-Identifier: GPL-3.0-or-later
// An identity provider (npm oidc-provider) and two MCP servers (npm @modelcontextprotocol/sdk) behind it, one
// answering with event streams, one with JSON. Prints their addresses as one line of JSON and serves until
// its standard input ends.
//   servers.mjs [--deny] [--par] [--dpop] [--opaque]
//     --deny    whoever is asked for consent says no
//     --par     takes pushed authorization requests only
//     --dpop    binds tokens to a key, with nonces of its own; the MCP servers take nothing else
//     --opaque  access tokens say nothing by themselves; the MCP servers ask the provider about each
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import process from 'node:process';

import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import express from 'express';
import { calculateJwkThumbprint, createRemoteJWKSet, EmbeddedJWK, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { Provider, errors } from 'oidc-provider';
import { z } from 'zod';

import { announce, listen } from './host.mjs';

const [deny, par, dpop, opaque]
    = ['--deny', '--par', '--dpop', '--opaque'].map((word) => process.argv.includes(word));
const scopes = ['boards.read', 'boards.write'];

// Origins first: each side has to name the other.
const providerHandler = {}, resourceHandler = {};
const issuer = await listen(providerHandler);
const resourceOrigin = await listen(resourceHandler);
const resources = { stream: `${resourceOrigin}/mcp`, json: `${resourceOrigin}/json/mcp` };

// --- the identity provider ---

async function signingKey() {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    return { ...(await exportJWK(privateKey)), kid: randomUUID(), use: 'sig', alg: 'RS256' };
}

const provider = new Provider(issuer, {
    jwks: { keys: [await signingKey()] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    scopes: ['openid', 'offline_access', 'profile', 'email'],
    findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({ sub: id, name: 'Ada Interop', email: `${id}@interop.example`, email_verified: true }),
    }),
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    ttl: { AccessToken: 300, IdToken: 300, Grant: 3600, Session: 3600, Interaction: 600, RefreshToken: 3600 },
    features: {
        devInteractions: { enabled: false },
        registration: { enabled: true },
        revocation: { enabled: true },
        introspection: { enabled: true },
        pushedAuthorizationRequests: { enabled: par, requirePushedAuthorizationRequests: par },
        dPoP: { enabled: dpop, nonceSecret: randomBytes(32), requireNonce: () => true },
        resourceIndicators: {
            enabled: true,
            useGrantedResource: () => true,
            getResourceServerInfo: (_, resource) => {
                if (!Object.values(resources).includes(resource))
                    throw new errors.InvalidTarget();
                const how = opaque ? { accessTokenFormat: 'opaque' }
                                   : { accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } };
                return { scope: scopes.join(' '), audience: resource, accessTokenTTL: 300, ...how };
            },
        },
    },
});

/** Signs in and consents without a page: every question is answered by the redirect that follows it. */
async function interact(request, response) {
    const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
    if (deny)
        return provider.interactionFinished(request, response,
            { error: 'access_denied', error_description: 'Ada said no' });
    if (prompt.name === 'login')
        return provider.interactionFinished(request, response, { login: { accountId: 'ada' } });
    const grant = grantId ? await provider.Grant.find(grantId)
                          : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    const { missingOIDCScope, missingOIDCClaims, missingResourceScopes } = prompt.details;
    if (missingOIDCScope)
        grant.addOIDCScope(missingOIDCScope.join(' '));
    if (missingOIDCClaims)
        grant.addOIDCClaims(missingOIDCClaims);
    for (const [resource, missing] of Object.entries(missingResourceScopes ?? {}))
        grant.addResourceScope(resource, missing.join(' '));
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } },
        { mergeWithLastSubmission: true });
}

const protocol = provider.callback();
providerHandler.current = (request, response) => {
    if (!request.url.startsWith('/interaction/'))
        return protocol(request, response);
    interact(request, response).catch((error) => {
        response.writeHead(500).end(String(error));
    });
};

// --- the MCP servers ---

const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));

async function claimsOf(token, resource) {
    if (!opaque)
        return (await jwtVerify(token, keys, { issuer, audience: resource })).payload;
    const found = await provider.AccessToken.find(token);
    if (!found?.isValid || found.aud !== resource)
        throw new Error('the provider does not know it, or it is for another resource');
    return { client_id: found.clientId, scope: found.scope, exp: found.exp, sub: found.accountId,
        cnf: { jkt: found.jkt } };
}

async function verify(token, resource) {
    const claims = await claimsOf(token, resource);
    return { token, clientId: claims.client_id, scopes: (claims.scope ?? '').split(' '), expiresAt: claims.exp,
        resource: new URL(resource), extra: { subject: claims.sub, thumbprint: claims.cnf?.jkt } };
}

function verifier(resource) {
    return {
        verifyAccessToken: (token) => verify(token, resource).catch((error) => {
            throw new InvalidTokenError(error.message);
        }),
    };
}

const digest = (text) => createHash('sha256').update(text).digest('base64url');
const nonces = new Set();

/** RFC 9449 §7: the token's key made a proof for this request, with a nonce from here, once. */
function requireProof(resource, metadata) {
    const refuse = (response, error) => {
        const nonce = randomUUID();
        nonces.add(nonce);
        response.status(401).set({ 'DPoP-Nonce': nonce,
            'WWW-Authenticate': `DPoP error="${error}", algs="ES256", resource_metadata="${metadata}"` }).end();
    };
    return async (request, response, next) => {
        const token = /^DPoP (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
        if (!token)
            return response.status(401).set('WWW-Authenticate',
                `DPoP algs="ES256", resource_metadata="${metadata}"`).end();
        try {
            const { payload, protectedHeader } = await jwtVerify(request.get('dpop'), EmbeddedJWK,
                { typ: 'dpop+jwt', maxTokenAge: 60 });
            if (!nonces.delete(payload.nonce))
                return refuse(response, 'use_dpop_nonce');
            request.auth = await verify(token, resource);
            if (payload.htm !== request.method || payload.htu !== resource || payload.ath !== digest(token)
                || await calculateJwkThumbprint(protectedHeader.jwk) !== request.auth.extra.thumbprint)
                return refuse(response, 'invalid_dpop_proof');
            const fresh = randomUUID();
            nonces.add(fresh);
            response.set('DPoP-Nonce', fresh);
            return next();
        } catch {
            return refuse(response, 'invalid_token');
        }
    };
}

function boardsServer() {
    const server = new McpServer({ name: 'interop-boards', version: '1.0.0' });
    server.registerTool('greet',
        { description: 'Greets', inputSchema: { name: z.string() }, annotations: { readOnlyHint: true } },
        async ({ name }) => ({ content: [{ type: 'text', text: `Hello, ${name}!` }] }));
    server.registerTool('whoami', { description: 'Names the caller', annotations: { readOnlyHint: true } },
        async ({ authInfo }) => ({
            content: [{ type: 'text', text: authInfo.extra.subject }],
            structuredContent: { subject: authInfo.extra.subject, client: authInfo.clientId },
        }));
    server.registerTool('create_board',
        { description: 'Creates a board', inputSchema: { title: z.string(), columns: z.number().int() } },
        async ({ title, columns }) => ({ content: [{ type: 'text', text: `${title} with ${columns} columns` }] }));
    server.registerTool('fail', { description: 'Always fails', annotations: { readOnlyHint: true } },
        async () => ({ isError: true, content: [{ type: 'text', text: 'The board is on fire' }] }));
    return server;
}

const app = express();
app.use(express.json());

function serve(path, resource, enableJsonResponse) {
    const metadataPath = `/.well-known/oauth-protected-resource${path}`;
    app.get(metadataPath, (_, response) => {
        response.json({ resource, authorization_servers: [issuer], scopes_supported: scopes,
            bearer_methods_supported: ['header'], resource_name: 'Interop Boards',
            ...(dpop ? { dpop_bound_access_tokens_required: true,
                dpop_signing_alg_values_supported: ['ES256'] } : {}) });
    });
    const transports = new Map();
    const authenticate = dpop ? requireProof(resource, resourceOrigin + metadataPath)
                              : requireBearerAuth({ verifier: verifier(resource),
                                    resourceMetadataUrl: resourceOrigin + metadataPath });
    app.all(path, authenticate, async (request, response) => {
        const id = request.headers['mcp-session-id'];
        let transport = transports.get(id);
        if (id && !transport)
            return response.status(404).end();
        if (!transport) {
            transport = new StreamableHTTPServerTransport({
                enableJsonResponse,
                sessionIdGenerator: randomUUID,
                onsessioninitialized: (fresh) => transports.set(fresh, transport),
                onsessionclosed: (closed) => transports.delete(closed),
            });
            await boardsServer().connect(transport);
        }
        await transport.handleRequest(request, response, request.body);
    });
}

serve('/mcp', resources.stream, false);
serve('/json/mcp', resources.json, true);
resourceHandler.current = app;

announce({ issuer, ...resources });
