// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/reading.h"

#include "base/errorcodes.h"
#include "base/text.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

constexpr qsizetype maxNotes = 100;
constexpr qsizetype maxIcons = 16;

QByteArray decoded(const json::Object &object, std::string_view member)
{
    const auto text = json::stringMember(object, member);
    if (!text)
        return {};
    const auto result = QByteArray::fromBase64Encoding(*text, QByteArray::AbortOnBase64DecodingErrors);
    return result ? *result : QByteArray();
}

} // namespace

MemberReader::MemberReader(const json::Object &object, const QString &what, QStringList *notes)
    : m_object(object), m_what(what), m_notes(notes)
{
}

void MemberReader::note(const QString &words)
{
    if (m_notes && m_notes->size() < maxNotes)
        m_notes->append(u"%1: %2"_s.arg(m_what, words));
}

QString MemberReader::text(const json::Object &object, std::string_view member)
{
    const json::Value *value = object.if_contains(member);
    if (!value || value->is_null())
        return {};
    if (!value->is_string()) {
        note(
            u"%1 is %2, expected a text. It was left out."_s.arg(json::text(member), json::typeName(*value)));
        return {};
    }
    return json::text(value->get_string());
}

QList<Icon> MemberReader::icons()
{
    QList<Icon> out;
    const json::Value *value = m_object.if_contains("icons");
    if (!value || value->is_null())
        return out;
    const json::Array *list = value->if_array();
    if (!list) {
        note(u"icons is %1, expected a list. It was left out."_s.arg(json::typeName(*value)));
        return out;
    }
    for (const json::Value &element : *list) {
        const json::Object *object = element.if_object();
        const auto src = object ? json::stringMember(*object, "src") : std::nullopt;
        if (!src) {
            note(u"an icon has no src that is a text. It was left out."_s);
            continue;
        }
        if (out.size() == maxIcons) {
            note(u"there are more than %1 icons. The rest was left out."_s.arg(maxIcons));
            break;
        }
        out.append({ .src = *src,
            .mimeType = json::stringMember(*object, "mimeType").value_or(QByteArray()),
            .sizes = json::stringList(*object, "sizes").value_or(QList<QByteArray>()),
            .theme = json::stringMember(*object, "theme").value_or(QByteArray()) });
    }
    return out;
}

Annotations MemberReader::annotations()
{
    Annotations out;
    const json::Value *value = m_object.if_contains("annotations");
    if (!value || value->is_null())
        return out;
    const json::Object *object = value->if_object();
    if (!object) {
        note(u"annotations is %1, expected an object. It was left out."_s.arg(json::typeName(*value)));
        return out;
    }
    out.audience = json::stringList(*object, "audience").value_or(QList<QByteArray>());
    out.lastModified = text(*object, "lastModified").toUtf8();
    out.priority = json::numberMember(*object, "priority");
    if (out.priority && (*out.priority < 0 || *out.priority > 1)) {
        note(u"the priority is %1, expected 0 to 1. It was left out."_s.arg(*out.priority));
        out.priority.reset();
    }
    return out;
}

ContentBlock readContentBlock(const json::Shared &value)
{
    ContentBlock block;
    block.raw = value;
    const json::Object *object = value->if_object();
    if (!object)
        return block;
    block.type = json::stringMember(*object, "type").value_or(QByteArray());
    const json::Object *inner = block.type == "resource" ? json::objectMember(*object, "resource") : nullptr;
    const json::Object &source = inner ? *inner : *object;
    const auto text = [&source](std::string_view member) {
        return json::stringMember(source, member).value_or(QByteArray());
    };
    block.text = QString::fromUtf8(text("text"));
    block.mimeType = text("mimeType");
    block.uri = text("uri");
    block.data = decoded(source, inner ? "blob" : "data");
    if (block.type == "resource_link")
        block.text = QString::fromUtf8(source.contains("title") ? text("title") : text("name"));
    return block;
}

base::Failure brokenRule(const QString &message, const QString &rule)
{
    return base::fail(base::Error{ .kind = base::ErrorKind::ServerBrokeRule,
        .code = base::code::mcpProtocol,
        .message = message,
        .rule = rule });
}

} // namespace authscope::mcp
