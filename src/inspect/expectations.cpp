// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspect/expectations.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "oauth/dpop.h"

using namespace Qt::StringLiterals;

namespace authscope::inspect {

namespace {

base::Error unusable(const QString &message)
{
    return { .kind = base::ErrorKind::Usage,
        .code = base::code::usage,
        .message = message,
        .nextStep = u"What can be expected: %1."_s.arg(expectationNames().join(u", "_s)) };
}

/// Those that are one text each.
QByteArray *textOf(Expectations &all, const QString &name)
{
    const std::pair<QString, QByteArray *> fields[]{ { u"iss"_s, &all.issuer }, { u"nonce"_s, &all.nonce },
        { u"client"_s, &all.clientId }, { u"azp"_s, &all.party }, { u"sub"_s, &all.subject },
        { u"typ"_s, &all.type }, { u"resource"_s, &all.resource }, { u"org"_s, &all.organization },
        { u"acr"_s, &all.acr }, { u"htm"_s, &all.method }, { u"htu"_s, &all.url },
        { u"jkt"_s, &all.keyThumbprint }, { u"x5t#S256"_s, &all.certificateThumbprint },
        { u"at"_s, &all.accessToken }, { u"code"_s, &all.code } };
    for (const auto &[known, field] : fields) {
        if (known == name)
            return field;
    }
    return nullptr;
}

std::optional<std::chrono::seconds> seconds(const QString &text)
{
    bool isNumber = false;
    const int count = text.toInt(&isNumber);
    if (!isNumber || count < 0)
        return std::nullopt;
    return std::chrono::seconds(count);
}

} // namespace

Expectations openExpectations(base::Time now)
{
    Expectations out;
    out.isPartial = true;
    out.insists = true;
    out.now = now;
    return out;
}

Expectations expectationsOf(const oauth::Grant &grant, base::Time now)
{
    Expectations out;
    out.issuer = grant.server.issuer;
    out.clientId = grant.client.clientId;
    out.resource = grant.resource;
    out.accessToken = grant.tokens.accessToken.reveal();
    out.subject = grant.identity.subject;
    out.requestedScopes = grant.requestedScopes;
    out.grantedScopes = grant.grantedScopes;
    if (grant.dpop && grant.tokens.tokenType.compare("DPoP", Qt::CaseInsensitive) == 0)
        out.keyThumbprint = grant.dpop->thumbprint();
    if (grant.tokens.serverDate)
        out.serverClockAhead = std::chrono::duration_cast<std::chrono::seconds>(
            *grant.tokens.serverDate - grant.tokens.received);
    if (grant.identity.isVerified && grant.identity.source == "id token")
        out.verifiedAt = grant.signedInAt;
    out.isPartial = true;
    out.now = now;
    return out;
}

QStringList expectationNames()
{
    return { u"aud"_s, u"iss"_s, u"client"_s, u"nonce"_s, u"azp"_s, u"sub"_s, u"typ"_s, u"scope"_s,
        u"resource"_s, u"org"_s, u"acr"_s, u"max_age"_s, u"htm"_s, u"htu"_s, u"jkt"_s, u"x5t#S256"_s, u"at"_s,
        u"code"_s, u"tolerance"_s };
}

base::Result<void> expect(Expectations &expectations, const QString &typed)
{
    const qsizetype equals = typed.indexOf(u'=');
    const QString name = typed.left(equals);
    const QByteArray value = typed.mid(equals + 1).toUtf8();
    if (equals <= 0 || !expectationNames().contains(name))
        return base::fail(
            unusable(u"“%1” is nothing that can be expected of a token; write name=value."_s.arg(
                base::cleaned(typed.left(80)))));
    if (value.isEmpty())
        return base::fail(unusable(u"“%1=” expects nothing; leave it out, or give a value."_s.arg(name)));
    if (name == u"aud"_s) {
        expectations.audiences.append(value);
    } else if (name == u"scope"_s) {
        expectations.neededScopes += oauth::splitScopes(value);
    } else if (name == u"max_age"_s || name == u"tolerance"_s) {
        const auto count = seconds(QString::fromUtf8(value));
        if (!count)
            return base::fail(unusable(u"“%1” must be a number of seconds, and “%2” is none."_s.arg(
                name, base::cleaned(value, 40))));
        if (name == u"max_age"_s)
            expectations.maxAge = count;
        else
            expectations.tolerance = *count;
    } else if (QByteArray *field = textOf(expectations, name)) {
        if (!field->isEmpty())
            return base::fail(
                unusable(u"“%1” is expected twice; only aud and scope may be repeated."_s.arg(name)));
        *field = value;
    }
    return {};
}

} // namespace authscope::inspect
