// SPDX-License-Identifier: GPL-3.0-or-later
// Makes tokens, good and spoiled, and tells what the package "jose" says about each. The first line on the output
// is a list of keys (JWK), each further line one token: { key, token, good, why, content }.
//   josetokens.mjs COUNT SEED
import * as jose from 'jose';

const count = Number(process.argv[2]);
let state = Number(process.argv[3]);

// mulberry32: the same seed chooses the same tokens and the same damage.
function random() {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (limit) => Math.floor(random() * limit);
const pick = (list) => list[below(list.length)];
const chance = (share) => random() < share;

const encode = (text) => Buffer.from(text).toString('base64url');
const octets = (size) => Buffer.from(Array.from({ length: size }, () => below(256)));

const signing = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const secretSizes = { HS256: 32, HS384: 48, HS512: 64 };
const contents = {
    A128GCM: 16, A192GCM: 24, A256GCM: 32, 'A128CBC-HS256': 32, 'A192CBC-HS384': 48, 'A256CBC-HS512': 64,
};
const agreements = ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW'];
const wraps = { A128KW: 16, A192KW: 24, A256KW: 32, A128GCMKW: 16, A192GCMKW: 24, A256GCMKW: 32 };

const keys = []; // what the reader gets
async function keep(jwk) {
    keys.push(jwk);
    return keys.length - 1;
}
async function pair(alg, options, shown) {
    const made = await jose.generateKeyPair(alg, { extractable: true, ...options });
    const jwk = await jose.exportJWK(shown === 'private' ? made.privateKey : made.publicKey);
    return { ...made, at: await keep(jwk), alg };
}

const signers = [];
for (const alg of signing) {
    signers.push(await pair(alg, alg === 'EdDSA' ? { crv: 'Ed25519' } : {}));
}
const secrets = {};
for (const size of [16, 32, 48, 64]) {
    const bytes = octets(size);
    secrets[size] = { bytes, at: await keep({ kty: 'oct', k: bytes.toString('base64url') }) };
}
for (const size of [24]) {
    const bytes = octets(size);
    secrets[size] = { bytes, at: await keep({ kty: 'oct', k: bytes.toString('base64url') }) };
}
const rsaReaders = {
    'RSA-OAEP': await pair('RSA-OAEP', {}, 'private'),
    'RSA-OAEP-256': await pair('RSA-OAEP-256', {}, 'private'),
};
const curveReaders = [];
for (const crv of ['P-256', 'P-384', 'P-521', 'X25519']) {
    curveReaders.push(await pair('ECDH-ES', { crv }, 'private'));
}

const words = () => JSON.stringify({
    iss: pick(['https://a.example', 'https://b.example/']), sub: `u${below(1000)}`, n: below(1e9),
    text: pick(['', 'plain', 'ünïcode', '\u202e', 'x'.repeat(below(300))]),
});

/// Header members that come with some tokens; a verifier ignores, understands or refuses them.
function extras() {
    const out = {};
    if (chance(0.3)) out.typ = pick(['JWT', 'at+jwt', 'dpop+jwt', '']);
    if (chance(0.3)) out.kid = pick(['one', 'two', '../../etc', 'ünïcode']);
    if (chance(0.03)) out.kid = pick([1, null, ['one'], {}]);
    if (chance(0.05)) out.jwk = keys[below(signers.length)];
    if (chance(0.03)) out.jku = 'https://evil.example/jwks';
    return out;
}

const damage = [
    (token) => { // another character somewhere
        const place = below(token.length);
        return token.slice(0, place) + pick([...'ABCDEFGHIJabcdefghij0123456789-_']) + token.slice(place + 1);
    },
    (token) => token + pick(['=', '==', ' ', '\n', 'A', '.', '\0', 'é', '+']),
    (token) => pick(['=', ' ', '\n', 'A', '.', '\0', '\ufeff']) + token,
    (token) => token.slice(0, below(token.length)),
    (token) => token + token,
    (token) => { // a character no base64url has
        const place = below(token.length);
        return token.slice(0, place) + pick(['+', '/', '=', ' ', '\n', '%', '\0', '~', 'ß']) + token.slice(place);
    },
    (token) => { // bits beyond the last byte of a part
        const parts = token.split('.');
        const which = below(parts.length);
        const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
        const last = alphabet.indexOf(parts[which].slice(-1));
        if (last < 0) return token;
        parts[which] = parts[which].slice(0, -1) + alphabet[last ^ 1];
        return parts.join('.');
    },
    (token) => { // a part is gone, or empty
        const parts = token.split('.');
        const which = below(parts.length);
        if (chance(0.5)) parts.splice(which, 1);
        else parts[which] = '';
        return parts.join('.');
    },
    (token) => { // another header in front of the same rest
        const parts = token.split('.');
        let header;
        try {
            header = JSON.parse(Buffer.from(parts[0], 'base64url'));
        } catch {
            return token;
        }
        header.alg = pick([...signing, 'HS256', 'none', 'None', 'RS1', 'ES256K', '', 1, null, 'dir', 'RSA1_5']);
        parts[0] = encode(JSON.stringify(header));
        return parts.join('.');
    },
    (token) => { // the last part in plain base64, with its padding
        const parts = token.split('.');
        parts.push(Buffer.from(parts.pop(), 'base64url').toString('base64'));
        return parts.join('.');
    },
    (token) => { // a signature of zeros, or of another length
        const parts = token.split('.');
        const size = Buffer.from(parts.at(-1), 'base64url').length;
        parts[parts.length - 1] = Buffer.alloc(pick([size, size - 1, size + 1, 0, 64])).toString('base64url');
        return parts.join('.');
    },
];

/// Signed with the key and the algorithm of one signer, whatever the header's text is.
async function signText(signer, headerText, payload, alg) {
    const input = `${Buffer.from(headerText).toString('base64url')}.${encode(payload)}`;
    const algorithms = {
        RS: { name: 'RSASSA-PKCS1-v1_5' }, PS: { name: 'RSA-PSS', saltLength: Number(alg.slice(2)) / 8 },
        ES: { name: 'ECDSA', hash: `SHA-${alg.slice(2)}` }, Ed: { name: 'Ed25519' },
    };
    const made = await crypto.subtle.sign(algorithms[alg.slice(0, 2)], signer.privateKey, Buffer.from(input));
    return `${input}.${Buffer.from(made).toString('base64url')}`;
}

/// Properly signed headers that are not as they should be.
const oddHeaders = [
    (alg) => `{"alg":"${alg}","alg":"${alg}"}`,
    (alg) => `{"kid":"a","alg":"${alg}","kid":"b"}`,
    (alg) => `{"alg":"${alg}","crit":["exp"],"exp":1}`,
    (alg) => `{"alg":"${alg}","crit":[]}`,
    (alg) => `{"alg":"${alg}","crit":"b64"}`,
    (alg) => `{"alg":"${alg}","crit":["b64"],"b64":true}`,
    (alg) => `{"alg":"${alg}","b64":true}`,
    (alg) => ` {"alg":"${alg}"} `,
    (alg) => `\ufeff{"alg":"${alg}"}`,
    (alg) => `{"alg":"${alg}",}`,
    (alg) => `{'alg':'${alg}'}`,
    (alg) => `["${alg}"]`,
    (alg) => `{"alg":"${alg}","a":${'['.repeat(40)}${']'.repeat(40)}}`,
    (alg) => `{"alg":"${alg}","n":1e400}`,
    (alg) => `{"alg":"${alg}","s":"\\ud800"}`,
    (alg) => `{"alg":"${alg}","__proto__":{"x":1}}`,
    (alg) => Buffer.concat([Buffer.from(`{"alg":"${alg}","s":"`), Buffer.from([0xff]), Buffer.from('"}')]),
    (alg) => `{"alg":"${alg.toLowerCase()}"}`,
    () => '{}',
    () => '',
];

async function madeSigned() {
    if (chance(0.15)) {
        const alg = pick(Object.keys(secretSizes));
        const secret = secrets[chance(0.1) ? 16 : pick([secretSizes[alg], 64])];
        const token = await new jose.CompactSign(Buffer.from(words()))
            .setProtectedHeader({ alg, ...extras() }).sign(secret.bytes);
        return { token, at: secret.at, key: secret.bytes };
    }
    const signer = pick(signers);
    const asked = signer.alg === 'EdDSA' && chance(0.3) ? 'Ed25519' : signer.alg;
    if (chance(0.12)) {
        const token = await signText(signer, pick(oddHeaders)(asked), words(), signer.alg);
        return { token, at: signer.at, key: signer.publicKey };
    }
    const header = { alg: asked, ...extras() };
    const token = await signText(signer, JSON.stringify(header), chance(0.05) ? '' : words(), signer.alg);
    if (chance(0.05)) {
        const other = pick(signers);
        return { token, at: other.at, key: other.publicKey };
    }
    return { token, at: signer.at, key: signer.publicKey };
}

async function madeEncrypted() {
    const enc = pick(Object.keys(contents));
    const kind = below(5);
    let header;
    let sealing;
    let at;
    let opening;
    if (kind === 0) {
        const alg = pick(Object.keys(rsaReaders));
        header = { alg, enc };
        ({ publicKey: sealing, at, privateKey: opening } = rsaReaders[alg]);
    } else if (kind === 1 || kind === 2) {
        header = { alg: pick(agreements), enc };
        ({ publicKey: sealing, at, privateKey: opening } = pick(curveReaders));
    } else if (kind === 3) {
        const alg = pick(Object.keys(wraps));
        const secret = secrets[wraps[alg]];
        header = { alg, enc };
        sealing = opening = secret.bytes;
        at = secret.at;
    } else if (chance(0.1)) {
        header = { alg: 'PBES2-HS256+A128KW', enc };
        sealing = opening = secrets[32].bytes;
        at = secrets[32].at;
    } else {
        const secret = secrets[contents[enc]];
        header = { alg: 'dir', enc };
        sealing = opening = secret.bytes;
        at = secret.at;
    }
    const sealed = new jose.CompactEncrypt(Buffer.from(words()))
        .setProtectedHeader({ ...header, ...(chance(0.2) ? { cty: 'JWT' } : {}), ...extras() });
    if (header.alg.startsWith('ECDH') && chance(0.3)) {
        sealed.setKeyManagementParameters({ apu: octets(1 + below(20)), apv: octets(1 + below(20)) });
    }
    if (header.alg.startsWith('PBES2')) sealed.setKeyManagementParameters({ p2c: 2048 });
    const token = await sealed.encrypt(sealing);
    if (chance(0.05)) { // the key of somebody else, of the same kind
        const other = header.alg.startsWith('ECDH') ? pick(curveReaders) : null;
        if (other) return { token, at: other.at, key: other.privateKey };
    }
    return { token, at, key: opening };
}

async function judge(token, key, isEncrypted) {
    try {
        const result = isEncrypted
            ? await jose.compactDecrypt(token, key, { keyManagementAlgorithms: [
                ...agreements, ...Object.keys(wraps), ...Object.keys(rsaReaders), 'dir', 'PBES2-HS256+A128KW'] })
            : await jose.compactVerify(token, key);
        return { good: true, why: '', content: Buffer.from(result.plaintext ?? result.payload).toString('base64url') };
    } catch (error) {
        return { good: false, why: `${error.code ?? error.name}: ${error.message}`, content: '' };
    }
}

const out = [JSON.stringify(keys)];
for (let made = 0; made < count; ++made) {
    const isEncrypted = made % 10 >= 7;
    const { token, at, key } = isEncrypted ? await madeEncrypted() : await madeSigned();
    const spoiled = chance(0.4) ? token : pick(damage)(token);
    const verdict = await judge(spoiled, key, isEncrypted);
    out.push(JSON.stringify({ key: at, token: spoiled, isEncrypted, ...verdict }));
}
process.stdout.write(`${out.join('\n')}\n`);
