// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/attempt.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "json/json.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

Attempt judgeAttempt(const base::Result<net::Response> &result, const QList<base::ExchangeId> &exchanges)
{
    Attempt out{ .exchange = exchanges.isEmpty() ? 0 : exchanges.last() };
    if (!result) {
        // A server that sends every unknown address elsewhere may still have the document at the next one.
        const bool isRedirect = result.error().code == base::code::metadataRedirected;
        out.kind = isRedirect ? AttemptKind::Absent : AttemptKind::Fatal;
        out.words = isRedirect ? u"redirected away, not followed"_s : result.error().message;
        out.error = result.error();
        if (out.error->exchange == 0)
            out.error->exchange = out.exchange;
        return out;
    }
    const int status = result->status;
    out.words = QString::number(status);
    if (status >= 500) {
        out.kind = AttemptKind::ServerTrouble;
        return out;
    }
    if (status != 200)
        return out;
    const auto document = json::parseObject(result->body, u"The document"_s);
    if (document) {
        out.kind = AttemptKind::Document;
    } else if (document.error().code == base::code::notJson) {
        out.words = u"200 %1, not a JSON object"_s.arg(base::cleaned(result->headers.mediaType()));
    } else {
        out.kind = AttemptKind::Fatal;
        out.words = document.error().message;
        out.error = document.error();
        out.error->exchange = out.exchange;
    }
    return out;
}

base::Check attemptCheck(const QByteArray &url, const Attempt &attempt, const QString &rule)
{
    const bool isFound = attempt.kind == AttemptKind::Document;
    return { .state = isFound                    ? base::CheckState::Passed
            : attempt.kind == AttemptKind::Fatal ? base::CheckState::Failed
                                                 : base::CheckState::Noted,
        .title = u"%1 %2"_s.arg(isFound ? u"Found at"_s : u"Not at"_s, base::cleaned(url)),
        .found = attempt.words,
        .expected = u"200 and a JSON object"_s,
        .rule = rule,
        .exchange = attempt.exchange };
}

} // namespace authscope::oauth
