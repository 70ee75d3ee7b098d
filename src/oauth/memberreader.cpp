// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/memberreader.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;
using base::fail;
using base::Result;

MemberReader::MemberReader(
    const json::Object &object, QString what, QString rule, QByteArray speaker, base::Checks *checks)
    : m_object(object)
    , m_what(std::move(what))
    , m_rule(std::move(rule))
    , m_speaker(std::move(speaker))
    , m_checks(checks)
{
}

const json::Value *MemberReader::find(std::string_view name) const
{
    const json::Value *value = m_object.if_contains(name);
    return value && !value->is_null() ? value : nullptr;
}

void MemberReader::noteType(std::string_view name, const QString &expected, const json::Value &value) const
{
    m_checks->append({ .state = CheckState::Noted,
        .title
        = u"%1 is %2, expected %3; it was left out"_s.arg(json::text(name), json::typeName(value), expected),
        .found = base::cleaned(json::compact(value)),
        .expected = expected,
        .rule = m_rule });
}

base::Error MemberReader::missing(std::string_view name, const QString &expected) const
{
    const json::Value *value = m_object.if_contains(name);
    const QString found = value ? u"is %1"_s.arg(json::typeName(*value)) : u"is missing"_s;
    return serverBroke(base::code::missingMember,
        u"%1 was checked for “%2”, which must be %3 and %4. The document was not used."_s.arg(
            m_what, json::text(name), expected, found),
        m_rule);
}

Result<QByteArray> MemberReader::requiredText(std::string_view name) const
{
    const auto text = json::stringMember(m_object, name);
    if (!text || text->isEmpty())
        return fail(missing(name, u"a text"_s));
    return *text;
}

std::optional<QByteArray> MemberReader::optionalText(std::string_view name) const
{
    const json::Value *value = find(name);
    if (!value)
        return std::nullopt;
    if (!value->is_string()) {
        noteType(name, u"a text"_s, *value);
        return std::nullopt;
    }
    return json::bytes(value->get_string());
}

std::optional<QList<QByteArray>> MemberReader::optionalList(std::string_view name) const
{
    const json::Value *value = find(name);
    if (!value)
        return std::nullopt;
    auto list = json::stringList(m_object, name);
    if (!list)
        noteType(name, u"a list of texts"_s, *value);
    return list;
}

bool MemberReader::flag(std::string_view name) const
{
    const json::Value *value = find(name);
    if (!value)
        return false;
    if (!value->is_bool()) {
        noteType(name, u"true or false"_s, *value);
        return false;
    }
    return value->get_bool();
}

Result<QByteArray> MemberReader::requiredUrl(std::string_view name) const
{
    auto text = requiredText(name);
    return text ? guardNamed(m_speaker, *text, json::text(name)) : text;
}

QByteArray MemberReader::optionalUrl(std::string_view name) const
{
    const auto text = optionalText(name);
    if (!text || text->isEmpty())
        return {};
    auto url = guardNamed(m_speaker, *text, json::text(name));
    if (!url) {
        m_checks->append({ .state = CheckState::Failed,
            .title = u"%1 %2"_s.arg(url.error().code, url.error().message),
            .found = base::cleaned(*text),
            .expected = u"an https address"_s,
            .rule = url.error().rule });
        return {};
    }
    return *url;
}

bool isInsideUrl(const QByteArray &url)
{
    const auto guarded = base::guardUrl(url, u"The address"_s);
    return guarded && base::isInternalAddress(guarded->host);
}

Result<QByteArray> guardNamed(const QByteArray &speaker, const QByteArray &url, const QString &name)
{
    const auto guarded = base::guardUrl(url, name);
    if (!guarded) {
        base::Error error = guarded.error();
        error.kind = base::ErrorKind::ServerBrokeRule; // a server said it, nobody typed it
        return fail(std::move(error));
    }
    if (base::isInternalAddress(guarded->host) && !isInsideUrl(speaker))
        return fail(serverBroke(base::code::internalAddress,
            u"%1 is %2, which points into this computer or its private network, although the server that "
            "says so does not live there. Nothing was sent to it."_s.arg(name, quoted(url)),
            u"MCP Security Best Practices, SSRF"_s));
    return url;
}

} // namespace authscope::oauth
