// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/servererror.h"

#include "base/text.h"
#include "json/json.h"
#include "oauth/providererrors.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

ServerError readServerError(QByteArrayView body)
{
    ServerError out;
    const auto object = json::parseObject(body, u"The answer"_s, { .refuseDuplicates = false });
    if (!object) {
        out.words = base::cleaned(body.trimmed());
        return out;
    }
    out.isJson = true;
    const auto text = [&object](const char *first, const char *second) {
        const auto value = json::stringMember(*object, first);
        return value ? *value : json::stringMember(*object, second).value_or(QByteArray());
    };
    const bool isOAuth = object->contains("error");
    out.code = json::stringMember(*object, isOAuth ? "error" : "error_type").value_or(QByteArray());
    out.words = base::cleaned(
        isOAuth ? text("error_description", "error_message") : text("error_message", "error_description"));
    out.requestId = base::cleaned(text("request_id", "trace_id"), 100);
    return out;
}

bool isInvalidGrant(const QByteArray &code)
{
    return meaningOfError(code).subject == ErrorSubject::Grant;
}

} // namespace authscope::oauth
