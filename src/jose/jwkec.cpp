// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jwkbuild.h"

#include "base/text.h"

#include <openssl/core_names.h>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace authscope::jose {

namespace {

struct Curve {
    const char *name; ///< RFC 7518 §6.2.1.1
    const char *group; ///< OpenSSL's
    int bytes;
    int bits;
};
constexpr std::array curves{
    Curve{ "P-256", "prime256v1", 32, 256 },
    Curve{ "P-384", "secp384r1", 48, 384 },
    Curve{ "P-521", "secp521r1", 66, 521 },
};

OrReason<QByteArray> coordinate(const json::Object &object, const Curve &curve, std::string_view name)
{
    auto bytes = octetsMember(object, name);
    // RFC 7518 §6.2.1.2: the full size, leading zeros included.
    if (bytes && bytes->size() != curve.bytes)
        return Reason(u"has a coordinate “%1” of %2 bytes; %3 needs exactly %4"_s.arg(json::text(name))
                          .arg(bytes->size())
                          .arg(QLatin1StringView(curve.name))
                          .arg(curve.bytes));
    return bytes;
}

} // namespace

OrReason<BuiltKey> buildEc(const json::Object &object)
{
    const QByteArray name = json::stringMember(object, "crv").value_or(QByteArray());
    const auto curve
        = std::find_if(curves.begin(), curves.end(), [&name](const Curve &row) { return name == row.name; });
    if (curve == curves.end())
        return Reason(
            u"is on the curve “%1”; P-256, P-384 and P-521 are known here"_s.arg(base::cleaned(name, 60)));
    const auto x = coordinate(object, *curve, "x");
    if (!x)
        return Reason(x.error());
    const auto y = coordinate(object, *curve, "y");
    if (!y)
        return Reason(y.error());
    const QByteArray point = '\x04' + *x + *y; // SEC 1 §2.3.3, uncompressed
    const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve->group, 0);
    OSSL_PARAM_BLD_push_octet_string(
        builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), size_t(point.size()));
    PkeyPtr key = publicKeyFromParams("EC", builder.get());
    const PkeyContextPtr check(key ? EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr) : nullptr);
    if (!check || EVP_PKEY_public_check(check.get()) != 1)
        return Reason(u"is no point on the curve %1"_s.arg(QLatin1StringView(curve->name)));
    return BuiltKey{ std::move(key), curve->name, curve->bits };
}

} // namespace authscope::jose
