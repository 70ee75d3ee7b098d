// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/grant.h"

namespace authscope::oauth {

std::optional<base::Time> TokenSet::expires() const
{
    if (!expiresIn)
        return std::nullopt;
    return received + *expiresIn;
}

QList<QByteArray> splitScopes(QByteArrayView scopes)
{
    QList<QByteArray> out;
    for (const QByteArray &scope : scopes.toByteArray().split(' ')) {
        if (!scope.isEmpty() && !out.contains(scope))
            out.append(scope);
    }
    return out;
}

QByteArray joinScopes(const QList<QByteArray> &scopes)
{
    return scopes.join(' ');
}

} // namespace authscope::oauth
