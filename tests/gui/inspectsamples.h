// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "jose/jwk.h"
#include "ui/common/clipboard.h"
#include "ui/inspect/inspectorwindow.h"

#include <QAbstractItemModel>

/// Tokens of an issuer whose keys the test has, and an inspector that stands at a fixed time.
namespace authscope::sample {

class FixedClock : public base::Clock {
public:
    base::Time now() const override { return at; }
    base::Time at = base::fromDateTime(QDateTime(QDate(2026, 3, 5), QTime(9, 32, 48)));
};

inline const QByteArray issuer = "https://issuer.example";
inline const QByteArray resource = "https://mcp.example/mcp";

/// The issuer's key; the same one for the whole test.
const jose::KeyPair &issuerKey();
const jose::KeyPair &otherKey(); ///< somebody else's, with the same kid
QByteArray jwks(); ///< of the issuer
QByteArray signedToken(const json::Object &header, const json::Object &claims, const jose::KeyPair &key);
QByteArray rawToken(const QByteArray &header, const QByteArray &claims, const jose::KeyPair &key);
/// Those of a good access token at FixedClock's time: ends in 41 minutes.
json::Object accessClaims();
json::Object accessHeader();
QByteArray goodToken();
QByteArray expiredToken(); ///< an hour ago
QByteArray forgedToken(); ///< by another key
QByteArray foreignToken(); ///< of another issuer, for another audience
QByteArray encryptedToken(); ///< a JWE nobody here can open

/// An inspector without a network, with one connection that knows issuer, audience and keys.
struct Inspector {
    explicit Inspector(net::StrictNetworkAccessManager *network = nullptr, oauth::KeySource *keys = nullptr);

    FixedClock clock;
    ui::ClipboardPolicy clipboard{ nullptr };
    std::unique_ptr<ui::InspectorWindow> window;
};

/// All cells of a model, children too, one a line.
QString textOf(const QAbstractItemModel *model, const QModelIndex &parent = {});

} // namespace authscope::sample
