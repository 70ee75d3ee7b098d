// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jwsrules.h"

#include "base/errorcodes.h"
#include "base/text.h"

using namespace Qt::StringLiterals;

namespace authscope::jose {

base::Error rejectedToken(const QString &reason, const QString &rule)
{
    return { .kind = base::ErrorKind::TokenRejected,
        .code = base::code::signature,
        .message = reason + u" Nothing in the token is verified."_s,
        .rule = rule };
}

QString whyHeaderMistyped(const json::Object &header)
{
    for (const std::string_view name : { "alg", "kid" }) {
        const json::Value *value = header.if_contains(name);
        if (value && !value->is_string())
            return u"The header's “%1” is %2, expected a text."_s.arg(
                json::text(name), json::typeName(*value));
    }
    return {};
}

QString whyCriticalRefused(const json::Object &header)
{
    if (const json::Value *critical = header.if_contains("crit")) {
        const auto names = json::stringList(header, "crit");
        if (!names || names->isEmpty())
            return u"The header's “crit” is %1, expected a list with at least one name."_s.arg(
                names ? u"an empty list"_s : json::typeName(*critical));
        return u"The header says that “%1” must be understood (crit), and it is not understood here."_s.arg(
            base::cleaned(names->join(", "), 120));
    }
    if (header.contains("b64"))
        return u"The header changes how the payload is encoded (b64, RFC 7797), which is refused here."_s;
    return {};
}

QString quotedKid(const QByteArray &kid)
{
    return kid.isEmpty() ? u"without a name"_s : u"“%1”"_s.arg(base::cleaned(kid, 60));
}

QList<QString> notesOnEmbeddedKeys(const json::Object &header)
{
    QList<QString> notes;
    for (const std::string_view name : { "jwk", "jku", "x5u", "x5c" }) {
        if (header.contains(name))
            notes.append(u"The header brings a key of its own (%1); it was not trusted and not used."_s.arg(
                json::text(name)));
    }
    return notes;
}

} // namespace authscope::jose
