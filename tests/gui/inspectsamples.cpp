// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/inspectsamples.h"

#include "jose/base64url.h"

using namespace Qt::StringLiterals;

namespace authscope::sample {

const jose::KeyPair &issuerKey()
{
    static const jose::KeyPair pair = jose::KeyPair::generate(jose::Algorithm::RS256, "key-1");
    return pair;
}

const jose::KeyPair &otherKey()
{
    static const jose::KeyPair pair = jose::KeyPair::generate(jose::Algorithm::RS256, "key-1");
    return pair;
}

QByteArray jwks()
{
    return json::compact(json::Object{ { "keys", json::Array{ issuerKey().publicKey().publicJson() } } });
}

QByteArray rawToken(const QByteArray &header, const QByteArray &claims, const jose::KeyPair &key)
{
    const QByteArray input = jose::encodeBase64Url(header) + '.' + jose::encodeBase64Url(claims);
    return input + '.' + jose::encodeBase64Url(key.sign(input));
}

QByteArray signedToken(const json::Object &header, const json::Object &claims, const jose::KeyPair &key)
{
    return rawToken(json::compact(header), json::compact(claims), key);
}

json::Object accessHeader()
{
    return { { "alg", "RS256" }, { "kid", "key-1" }, { "typ", "at+jwt" } };
}

json::Object accessClaims()
{
    const qint64 now = base::toMillis(FixedClock().now()) / 1000;
    return { { "iss", json::string(issuer) }, { "sub", "user-00a1" },
        { "aud", json::Array{ json::string(resource) } }, { "client_id", "client-77aa" },
        { "scope", "openid profile email boards.read" }, { "iat", now - 1080 }, { "exp", now + 2472 },
        { "jti", "LOe49j3s" },
        { "act", json::Object{ { "sub", "agent-7" }, { "roles", json::Array{ "reader", "writer" } } } },
        { "https://stytch.com/organization",
            json::Object{ { "organization_id", "organization-test-1" }, { "slug", "boards" } } } };
}

QByteArray goodToken()
{
    return signedToken(accessHeader(), accessClaims(), issuerKey());
}

QByteArray expiredToken()
{
    json::Object claims = accessClaims();
    claims["iat"] = claims["iat"].as_int64() - 6072;
    claims["exp"] = claims["exp"].as_int64() - 6072;
    return signedToken(accessHeader(), claims, issuerKey());
}

QByteArray forgedToken()
{
    json::Object claims = accessClaims();
    claims["scope"] = "openid profile email boards.read boards.admin";
    return signedToken(accessHeader(), claims, otherKey());
}

QByteArray foreignToken()
{
    json::Object claims = accessClaims();
    claims["iss"] = "https://login.elsewhere.example";
    claims["aud"] = json::Array{ "https://files.elsewhere.example" };
    return signedToken(accessHeader(), claims, issuerKey());
}

QByteArray encryptedToken()
{
    const QByteArray header
        = jose::encodeBase64Url(R"({"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"enc-1","cty":"JWT"})");
    return header + '.' + jose::encodeBase64Url(QByteArray(256, 'k')) + '.'
        + jose::encodeBase64Url(QByteArray(12, 'i')) + '.' + jose::encodeBase64Url(QByteArray(300, 'c')) + '.'
        + jose::encodeBase64Url(QByteArray(16, 't'));
}

Inspector::Inspector(net::StrictNetworkAccessManager *network, oauth::KeySource *keys)
{
    ui::InspectorServices services{ .network = network,
        .keySource = keys,
        .clock = &clock,
        .clipboard = &clipboard,
        .connections = [this] {
            ui::KnownConnection known{ .id = u"c1"_s,
                .name = u"Boards Server"_s,
                .url = resource,
                .issuer = issuer,
                .keysInUse = { otherKey().publicKey().thumbprint() } };
            inspect::Expectations expected = inspect::openExpectations(clock.now());
            expected.issuer = issuer;
            expected.resource = resource;
            expected.audiences = { resource };
            expected.clientId = "client-77aa";
            known.expectations = expected;
            known.keysAtHand = *inspect::keysFromText(jwks(), u"the keys of https://issuer.example"_s);
            return QList<ui::KnownConnection>{ known };
        } };
    window = std::make_unique<ui::InspectorWindow>(services);
    window->setAttribute(Qt::WA_DeleteOnClose, false);
}

QString textOf(const QAbstractItemModel *model, const QModelIndex &parent)
{
    QString out;
    for (int row = 0; row < model->rowCount(parent); ++row) {
        QStringList cells;
        for (int column = 0; column < model->columnCount(parent); ++column)
            cells += model->index(row, column, parent).data().toString();
        out += cells.join(u" | "_s) + u'\n' + textOf(model, model->index(row, 0, parent));
    }
    return out;
}

} // namespace authscope::sample
