// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/input.h"

#include "base/text.h"
#include "schema/validate.h"

#include <QRegularExpression>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

/// One @ with something on both sides; whether mail arrives there is for the server to find out.
bool isMailAddress(const QString &text)
{
    static const QRegularExpression form(u"\\A[^\\s@]+@[^\\s@.]+(\\.[^\\s@.]+)*\\z"_s);
    return form.match(text).hasMatch();
}

bool isUri(const QString &text)
{
    static const QRegularExpression scheme(u"\\A[A-Za-z][A-Za-z0-9+.-]*:[!-~]+\\z"_s);
    return scheme.match(text).hasMatch() && QUrl(text, QUrl::StrictMode).isValid();
}

bool isDate(const QString &text)
{
    static const QRegularExpression form(u"\\A[0-9]{4}-[0-9]{2}-[0-9]{2}\\z"_s);
    return form.match(text).hasMatch() && QDate::fromString(text, Qt::ISODate).isValid();
}

/// RFC 3339 §5.6.
bool isDateTime(const QString &text)
{
    static const QRegularExpression form(
        u"\\A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?<hour>[0-9]{2}):[0-5][0-9]:(?<second>[0-9]{2})"
        "(\\.[0-9]+)?([Zz]|[+-](?<away>[0-9]{2}):[0-5][0-9])\\z"_s);
    const auto match = form.match(text);
    return match.hasMatch() && isDate(match.captured(u"date"_s)) && match.captured(u"hour"_s).toInt() < 24
        && match.captured(u"second"_s).toInt() <= 60 && match.captured(u"away"_s).toInt() < 24;
}

QString formatProblem(const QByteArray &format, const QString &text)
{
    if (format == "email" && !isMailAddress(text))
        return u"must be an e-mail address"_s;
    if (format == "uri" && !isUri(text))
        return u"must be a whole address, such as https://example.com/"_s;
    if (format == "date" && !isDate(text))
        return u"must be a date such as 2026-01-31"_s;
    if (format == "date-time" && !isDateTime(text))
        return u"must be a time such as 2026-01-31T14:30:00Z"_s;
    return {};
}

QString valueProblem(const json::Value &field, const json::Value &value)
{
    const auto judgement = schema::judge(value, field);
    if (!judgement.holds())
        return judgement.violations.first().message;
    const json::Object *object = field.if_object();
    const auto format = object ? json::stringMember(*object, "format") : std::nullopt;
    return format && value.is_string() ? formatProblem(*format, json::text(value.get_string())) : QString();
}

const json::Object &fieldsOf(const json::Value &schema)
{
    static const json::Object nothing;
    const json::Object *object = schema.if_object();
    const json::Object *fields = object ? json::objectMember(*object, "properties") : nullptr;
    return fields ? *fields : nothing;
}

bool isRequired(const json::Value &schema, std::string_view name)
{
    const json::Object *object = schema.if_object();
    const auto names = object ? json::stringList(*object, "required") : std::nullopt;
    return names && names->contains(json::bytes(name));
}

QString shownName(const json::Value &field, std::string_view name)
{
    const json::Object *object = field.if_object();
    const auto title = object ? json::stringMember(*object, "title") : std::nullopt;
    return base::cleaned(title && !title->isEmpty() ? *title : json::bytes(name), 80);
}

} // namespace

std::optional<json::Object> defaultContent(const json::Value &schema)
{
    json::Object out;
    for (const auto &field : fieldsOf(schema)) {
        const json::Object *object = field.value().if_object();
        const json::Value *value = object ? object->if_contains("default") : nullptr;
        if (value && valueProblem(field.value(), *value).isEmpty())
            out[field.key()] = *value;
        else if (isRequired(schema, field.key()))
            return std::nullopt;
    }
    return out;
}

QStringList contentProblems(const json::Value &schema, const json::Object &content)
{
    QStringList out;
    const json::Object &fields = fieldsOf(schema);
    for (const auto &field : fields) {
        const QString name = shownName(field.value(), field.key());
        const json::Value *value = content.if_contains(field.key());
        if (!value && isRequired(schema, field.key()))
            out.append(u"“%1” must be filled in."_s.arg(name));
        else if (const QString problem = value ? valueProblem(field.value(), *value) : QString();
                 !problem.isEmpty())
            out.append(u"“%1” %2."_s.arg(name, problem));
    }
    for (const auto &member : content) {
        if (!fields.contains(member.key()))
            out.append(
                u"“%1” is not a field of the form."_s.arg(base::cleaned(json::bytes(member.key()), 80)));
    }
    return out;
}

} // namespace authscope::mcp
