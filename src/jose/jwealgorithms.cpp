// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jwealgorithms.h"

#include "base/text.h"
#include "jose/jwe.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace authscope::jose {

namespace {

constexpr std::array managements{
    KeyManagementTraits{ "dir", KeyManagement::Direct, 0, "" },
    KeyManagementTraits{ "A128KW", KeyManagement::AesWrap, 16, "" },
    KeyManagementTraits{ "A192KW", KeyManagement::AesWrap, 24, "" },
    KeyManagementTraits{ "A256KW", KeyManagement::AesWrap, 32, "" },
    KeyManagementTraits{ "A128GCMKW", KeyManagement::AesGcmWrap, 16, "" },
    KeyManagementTraits{ "A192GCMKW", KeyManagement::AesGcmWrap, 24, "" },
    KeyManagementTraits{ "A256GCMKW", KeyManagement::AesGcmWrap, 32, "" },
    KeyManagementTraits{ "RSA-OAEP", KeyManagement::RsaOaep, 0, "SHA1" },
    KeyManagementTraits{ "RSA-OAEP-256", KeyManagement::RsaOaep, 0, "SHA256" },
    KeyManagementTraits{ "ECDH-ES", KeyManagement::Agreement, 0, "" },
    KeyManagementTraits{ "ECDH-ES+A128KW", KeyManagement::AgreementWrap, 16, "" },
    KeyManagementTraits{ "ECDH-ES+A192KW", KeyManagement::AgreementWrap, 24, "" },
    KeyManagementTraits{ "ECDH-ES+A256KW", KeyManagement::AgreementWrap, 32, "" },
};

constexpr std::array encryptions{
    ContentTraits{ "A128GCM", "AES-128-GCM", "", 16, 12, 16 },
    ContentTraits{ "A192GCM", "AES-192-GCM", "", 24, 12, 16 },
    ContentTraits{ "A256GCM", "AES-256-GCM", "", 32, 12, 16 },
    ContentTraits{ "A128CBC-HS256", "AES-128-CBC", "SHA256", 32, 16, 16 },
    ContentTraits{ "A192CBC-HS384", "AES-192-CBC", "SHA384", 48, 16, 24 },
    ContentTraits{ "A256CBC-HS512", "AES-256-CBC", "SHA512", 64, 16, 32 },
};

template <class Table>
const typename Table::value_type *find(const Table &table, QByteArrayView name)
{
    const auto row = std::find_if(
        table.begin(), table.end(), [name](const auto &candidate) { return name == candidate.name; });
    return row == table.end() ? nullptr : &*row;
}

QString whyNoManagement(const QByteArray &alg)
{
    const QString shown = base::cleaned(alg, 60);
    if (alg.isEmpty())
        return u"The header names no algorithm (alg), so nobody can tell how the key was encrypted."_s;
    if (alg == "RSA1_5")
        return u"The header's algorithm is “RSA1_5”, which is switched off: how its padding fails tells an "
               "attacker too much (RFC 8725 §3.2). RSA-OAEP-256 takes the same key."_s;
    if (alg.startsWith("PBES2-"))
        return u"The header's algorithm is “%1”, which is switched off: it encrypts with a password, and the "
               "sender chooses how many rounds the reader must compute."_s.arg(shown);
    return u"The header's algorithm is “%1”, which is not known here (RSA-OAEP, RSA-OAEP-256, ECDH-ES alone "
           "and with A128KW, A192KW or A256KW, the AES key wraps, and dir are)."_s.arg(shown);
}

} // namespace

const KeyManagementTraits *keyManagement(QByteArrayView alg)
{
    return find(managements, alg);
}

const ContentTraits *contentEncryption(QByteArrayView enc)
{
    return find(encryptions, enc);
}

QString whyNotOpened(const JweRecipient &recipient)
{
    const json::Object &header = recipient.joined;
    for (const std::string_view name : { "alg", "enc" }) {
        const json::Value *value = header.if_contains(name);
        if (value && !value->is_string())
            return u"The header's “%1” is %2, expected a text."_s.arg(
                json::text(name), json::typeName(*value));
    }
    if (!keyManagement(recipient.alg()))
        return whyNoManagement(recipient.alg());
    if (recipient.enc().isEmpty())
        return u"The header names no encryption of the content (enc)."_s;
    if (!contentEncryption(recipient.enc()))
        return u"The header's encryption is “%1”, which is not known here (A128GCM, A192GCM, A256GCM, "
               "A128CBC-HS256, A192CBC-HS384 and A256CBC-HS512 are)."_s.arg(
                   base::cleaned(recipient.enc(), 60));
    if (const json::Value *zip = header.if_contains("zip"))
        return u"The content is compressed (zip is %1), which is refused: a small token may become a huge "
               "one."_s.arg(zip->is_string()
                       ? u"“%1”"_s.arg(base::cleaned(json::bytes(zip->get_string()), 60))
                       : json::typeName(*zip));
    if (header.contains("crit")) {
        const auto names = json::stringList(header, "crit");
        return u"The header says that “%1” must be understood (crit), and it is not understood here."_s.arg(
            names ? base::cleaned(names->join(", "), 120) : json::typeName(header.at("crit")));
    }
    return {};
}

} // namespace authscope::jose
