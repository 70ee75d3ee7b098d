// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/authorizationresponse.h"

#include "base/errorcodes.h"
#include "base/text.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

constexpr qsizetype maxQuery = 16 * 1024;

base::Failure malformed(const QString &message)
{
    return base::fail({ .kind = base::ErrorKind::ServerBrokeRule,
        .code = base::code::malformedResponse,
        .message = message + u" Nothing of it was used."_s,
        .rule = u"RFC 6749 §4.1.2"_s });
}

bool isToken(const QByteArray &name)
{
    return name == "access_token" || name == "id_token" || name == "refresh_token";
}

bool hasControlCharacter(const QByteArray &value)
{
    return std::any_of(value.begin(), value.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
}

} // namespace

base::Result<AuthorizationResponse> parseAuthorizationResponse(QByteArrayView query)
{
    if (query.size() > maxQuery)
        return malformed(u"The answer is %1 bytes long; %2 are read."_s.arg(query.size()).arg(maxQuery));
    const auto pairs = base::decodeForm(query);
    if (!pairs)
        return malformed(
            u"The answer holds a percent sign that is not followed by two hexadecimal digits."_s);
    AuthorizationResponse response;
    QSet<QByteArray> seen;
    for (const auto &[name, value] : *pairs) {
        if (seen.contains(name))
            return base::fail({ .kind = base::ErrorKind::ServerBrokeRule,
                .code = base::code::duplicateParameter,
                .message = u"The answer contains “%1” twice. Neither was used."_s.arg(base::cleaned(name)),
                .rule = u"RFC 6749 §3.1"_s });
        seen.insert(name);
        if (name == "code")
            response.code = value;
        else if (name == "state")
            response.state = value;
        else if (name == "iss")
            response.issuer = value;
        else if (name == "error")
            response.error = value;
        else if (name == "error_description")
            response.errorDescription = value;
        else if (name == "error_uri")
            response.errorUri = value;
        else if (isToken(name))
            response.hasToken = true;
    }
    // The words for people are cleaned where they are shown; these are compared and sent.
    for (const QByteArray &value :
        { response.code, response.state, response.issuer.value_or(QByteArray()) }) {
        if (hasControlCharacter(value))
            return malformed(u"The answer holds a control character where none may be."_s);
    }
    return response;
}

QByteArray onlyState(QByteArrayView query)
{
    QByteArray state;
    int count = 0;
    for (const auto &[name, value] :
        base::decodeForm(query.first(qMin(query.size(), maxQuery))).value_or(QList<base::FormPair>())) {
        if (name == "state") {
            state = value;
            ++count;
        }
    }
    return count == 1 ? state : QByteArray();
}

} // namespace authscope::oauth
