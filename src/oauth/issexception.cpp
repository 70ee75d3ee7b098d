// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/issexception.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "jose/jwt.h"
#include "oauth/words.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

const QString rule = u"RFC 9207 §2.4"_s;

QByteArray projectOf(const QByteArray &iss)
{
    return iss.mid(iss.indexOf('/') + 1);
}

} // namespace

bool fitsIssException(const ServerMetadata &server, const QByteArray &iss)
{
    static const QRegularExpression form(QRegularExpression::anchoredPattern(
        u"stytch\\.com/project-(test|live)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"_s));
    if (server.sendsIss || !form.match(QString::fromLatin1(iss)).hasMatch())
        return false;
    const auto issuer = base::guardUrl(server.issuer, u"The issuer"_s);
    return issuer && issuer->isEncrypted
        && (issuer->host.endsWith(".customers.stytch.com"_L1)
            || issuer->host.endsWith(".customers.stytch.dev"_L1));
}

SignInQuestion issQuestion(const ServerMetadata &server, const QByteArray &iss)
{
    return { .kind = SignInQuestion::Kind::PinIss,
        .title = u"The answer names its sender in another way than %1"_s.arg(quoted(server.issuer)),
        .text
        = u"A browser's answer should name the server it comes from, so that one server cannot pass you "
          "on to another to get hold of its code. You started at %1; the answer says %2. Project "
          "domains of this provider are known to send the name of the project there.\n"
          "If you accept, this one comparison is relaxed, for this connection and exactly this value. In its "
          "place the ID token must name %1, and an access token that can be read must be for %3; "
          "otherwise no token is kept."_s.arg(quoted(server.issuer), quoted(iss), quoted(projectOf(iss))),
        .subjects = { iss },
        .choices = { { "accept", u"Accept exactly this value"_s },
            { "decline", u"Stop here"_s, u"The code is not used."_s } },
        .safeChoice = "decline" };
}

base::Error issDeclined(const ServerMetadata &server, const QByteArray &iss)
{
    return { .kind = base::ErrorKind::Refused,
        .code = base::code::issWrong,
        .message = u"The answer comes from %1; this sign-in was started at %2, and nobody accepted the "
                   "difference. The code was not used and nothing was sent to the token endpoint."_s.arg(
                       quoted(iss), quoted(server.issuer)),
        .rule = rule };
}

base::Result<void> checkPinned(
    const ServerMetadata &server, const QByteArray &iss, const TokenSet &tokens, base::Checks *checks)
{
    const auto refuse = [&](const QString &what) {
        return base::fail(serverBroke(base::code::issWrong,
            u"The answer named %1 as its sender, which was accepted for %2 only as long as the tokens "
            u"confirm "
            "it. %3 No token was stored."_s.arg(quoted(iss), quoted(server.issuer), what),
            rule, tokens.exchange));
    };
    const QByteArray project = projectOf(iss);
    bool isConfirmed = false;
    if (const auto jwt = jose::parseJwt(tokens.idToken.reveal())) {
        const QByteArray issuer = jwt->text("iss").value_or(QByteArray());
        isConfirmed = issuer == server.issuer;
        checks->append({ .state = isConfirmed ? base::CheckState::Passed : base::CheckState::Failed,
            .title = u"The ID token names the issuer the answer did not"_s,
            .found = base::cleaned(issuer),
            .expected = base::cleaned(server.issuer),
            .rule = rule,
            .exchange = tokens.exchange });
        if (!isConfirmed)
            return refuse(u"The ID token names %1."_s.arg(quoted(issuer)));
    }
    if (const auto jwt = jose::parseJwt(tokens.accessToken.reveal())) {
        const QList<QByteArray> audiences = jwt->audience();
        isConfirmed = audiences.contains(project);
        checks->append({ .state = isConfirmed ? base::CheckState::Passed : base::CheckState::Failed,
            .title = u"The access token is for the project the answer named"_s,
            .found = base::cleaned(audiences.join(", ")),
            .expected = base::cleaned(project),
            .rule = rule,
            .exchange = tokens.exchange });
        if (!isConfirmed)
            return refuse(u"The access token is for %1, not for %2."_s.arg(
                quoted(audiences.join(", ")), quoted(project)));
    }
    if (!isConfirmed) // nothing at all ties the tokens to the server that was asked
        return refuse(u"There is neither an ID token nor an access token that can be read."_s);
    return {};
}

} // namespace authscope::oauth
