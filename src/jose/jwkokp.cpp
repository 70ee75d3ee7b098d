// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jwkbuild.h"

#include "base/text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace authscope::jose {

namespace {

constexpr int keyBytes = 32;

/// RFC 8032 §5.1: the point must exist, be written canonically and not have a small order (with one of those
/// a signature can hold for many messages). OpenSSL checks none of this when the key is made.
QString whyBadPoint(const QByteArray &encoded)
{
    const BignumContextPtr context(BN_CTX_new());
    const auto number = [](BN_ULONG value) {
        BignumPtr out(BN_new());
        BN_set_word(out.get(), value);
        return out;
    };
    const BignumPtr p = number(0); // 2^255 - 19
    BN_set_bit(p.get(), 255);
    BN_sub_word(p.get(), 19);

    QByteArray bytes = encoded;
    bytes[keyBytes - 1] = static_cast<char>(bytes[keyBytes - 1] & 0x7f); // the sign of x
    const BignumPtr y(BN_lebin2bn(octets(bytes), keyBytes, nullptr));
    if (BN_cmp(y.get(), p.get()) >= 0)
        return u"is an Ed25519 key in a form that is not canonical"_s;

    const BignumPtr d = number(121666); // d = -121665/121666
    const BignumPtr numerator = number(121665);
    BN_mod_inverse(d.get(), d.get(), p.get(), context.get());
    BN_mod_mul(d.get(), d.get(), numerator.get(), p.get(), context.get());
    BN_sub(d.get(), p.get(), d.get());

    const BignumPtr one = number(1);
    const BignumPtr square = number(0);
    const BignumPtr u = number(0);
    const BignumPtr v = number(0);
    BN_mod_sqr(square.get(), y.get(), p.get(), context.get());
    BN_mod_sub(u.get(), square.get(), one.get(), p.get(), context.get());
    BN_mod_mul(v.get(), d.get(), square.get(), p.get(), context.get());
    BN_mod_add(v.get(), v.get(), one.get(), p.get(), context.get());
    const BignumPtr product = number(0);
    BN_mod_mul(product.get(), u.get(), v.get(), p.get(), context.get());
    // x² = (y² - 1)/(d y² + 1), a square exactly when the product is one.
    if (BN_kronecker(product.get(), p.get(), context.get()) < 0)
        return u"is no point on the curve Ed25519"_s;

    // Order 1 and 2: y² = 1. Order 4: y = 0. Order 8: doubling gives y = 0, that is d y⁴ + 2 y² = 1.
    const BignumPtr sum = number(0);
    BN_mod_add(sum.get(), v.get(), one.get(), p.get(), context.get());
    BN_mod_mul(sum.get(), sum.get(), square.get(), p.get(), context.get());
    if (BN_is_zero(u.get()) || BN_is_zero(y.get()) || BN_is_one(sum.get()))
        return u"is an Ed25519 point of small order, with which signatures prove nothing"_s;
    return {};
}

} // namespace

OrReason<BuiltKey> buildOkp(const json::Object &object)
{
    const QByteArray curve = json::stringMember(object, "crv").value_or(QByteArray());
    if (curve != "Ed25519")
        return Reason(
            u"is on the curve “%1”; of this type Ed25519 is known here"_s.arg(base::cleaned(curve, 60)));
    const auto x = octetsMember(object, "x");
    if (!x)
        return Reason(x.error());
    if (x->size() != keyBytes)
        return Reason(u"has %1 bytes; Ed25519 needs exactly %2"_s.arg(x->size()).arg(keyBytes));
    if (const QString bad = whyBadPoint(*x); !bad.isEmpty())
        return Reason(bad);
    PkeyPtr key(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, octets(*x), keyBytes));
    if (!key)
        return Reason(u"is refused by OpenSSL as an Ed25519 key"_s);
    return BuiltKey{ std::move(key), curve, 8 * keyBytes };
}

} // namespace authscope::jose
