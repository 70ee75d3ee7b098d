// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/answercheck.h"

#include "base/errorcodes.h"
#include "jose/algorithm.h"
#include "oauth/issexception.h"
#include "oauth/providererrors.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;
using Disposition = LoopbackReceiver::Disposition;

namespace {

const QString notUsed = u" The code was not used and nothing was sent to the token endpoint."_s;

/// RFC 9207 §2.4, byte for byte.
std::optional<base::Error> issuerProblem(
    const AuthorizationResponse &response, const AuthorizationRequest &request, JudgedAnswer &out)
{
    base::Checks &checks = out.checks;
    const QString rule = u"RFC 9207 §2.4"_s;
    const QByteArray &ours = request.server.issuer;
    base::Check check{ .title = u"The answer comes from the server we asked"_s,
        .found = response.issuer ? base::cleaned(*response.issuer) : u"not said"_s,
        .expected = base::cleaned(ours),
        .rule = rule };
    if (!response.issuer) {
        check.state = request.server.sendsIss ? CheckState::Failed : CheckState::Skipped;
        if (!request.server.sendsIss)
            check.title = u"The server does not say who answers, and never promised to"_s;
        checks.append(check);
        if (!request.server.sendsIss)
            return std::nullopt;
        return serverBroke(base::code::issMissing,
            u"The answer does not say which server it comes from, although %1 promised it would."_s.arg(
                quoted(ours))
                + notUsed,
            rule);
    }
    if (*response.issuer == ours) {
        checks.append(check);
        return std::nullopt;
    }
    if (fitsIssException(request.server, *response.issuer)) {
        const bool isPinned = *response.issuer == request.pinnedIss;
        if (isPinned || (response.error.isEmpty() && !response.code.isEmpty())) {
            out.usedPin = true;
            if (!isPinned)
                out.issToAccept = *response.issuer;
            check.state = CheckState::Noted;
            check.title = isPinned ? u"The answer names its sender in the way you accepted"_s
                                   : u"The answer names its sender in another way"_s;
            checks.append(check);
            return std::nullopt;
        }
    }
    check.state = CheckState::Failed;
    checks.append(check);
    return serverBroke(base::code::issWrong,
        u"The answer comes from %1; this sign-in was started at %2. One server may be passing you on to "
        "another to get hold of its code."_s.arg(quoted(*response.issuer), quoted(ours))
            + notUsed,
        rule);
}

base::Error errorOf(const AuthorizationResponse &response)
{
    base::Error error{ .kind = base::ErrorKind::Refused, .rule = u"RFC 6749 §4.1.2.1"_s };
    error.serverSays = base::cleaned(response.errorDescription);
    if (response.error == "access_denied") {
        error.code = base::code::consentRefused;
        error.message = u"The sign-in was refused at the provider (“access_denied”). No token was issued."_s;
        error.nextStep = u"Sign in again if that was not meant."_s;
        return error;
    }
    error.code = base::code::authorizationError;
    error.kind = base::ErrorKind::ServerBrokeRule;
    error.message
        = u"The provider answered with the error %1; expected was a code. No token was issued."_s.arg(
            quoted(response.error));
    explainWith(error, response.error);
    return error;
}

} // namespace

JudgedAnswer judgeAnswer(const base::Result<AuthorizationResponse> &response, const QByteArray &state,
    const AuthorizationRequest &request)
{
    JudgedAnswer out;
    if (!jose::constantTimeEqual(state, request.state.reveal()))
        return out; // T032, T034: whoever that was, not the one we wait for
    out.checks.append({ .title = u"The answer belongs to the sign-in that was started here"_s,
        .found = u"the same state"_s,
        .expected = u"the state we sent"_s,
        .rule = u"RFC 6749 §10.12"_s });
    out.disposition = Disposition::Failed;
    if (!response) {
        out.error = response.error();
        return out;
    }
    if (auto problem = issuerProblem(*response, request, out)) {
        out.error = std::move(problem);
        return out;
    }
    if (!response->error.isEmpty() && !response->code.isEmpty()) {
        out.error = serverBroke(base::code::malformedResponse,
            u"The answer holds a code and an error at once; only one of them can be meant."_s + notUsed,
            u"RFC 6749 §4.1.2"_s);
    } else if (!response->error.isEmpty()) {
        out.error = errorOf(*response);
        if (out.error->kind == base::ErrorKind::Refused)
            out.disposition = Disposition::Refused;
    } else if (response->hasToken) {
        out.error = serverBroke(base::code::tokenInAddress,
            u"The server sent a token in the address, where histories and logs keep it; asked was a code. "
            u"The "
            "token was not used."_s,
            u"RFC 9700 §2.1.2"_s);
    } else if (response->code.isEmpty()) {
        out.error = serverBroke(base::code::malformedResponse,
            u"The answer holds neither a code nor an error. Nothing was sent to the token endpoint."_s,
            u"RFC 6749 §4.1.2"_s);
    } else {
        out.disposition = Disposition::Success;
        out.code = base::Secret(response->code);
    }
    return out;
}

} // namespace authscope::oauth
