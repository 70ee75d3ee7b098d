// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/content.h"

#include "base/text.h"
#include "mcp/reading.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Result;

namespace {

constexpr qsizetype maxCompletions = 100;

const QString resourcesRule = u"MCP 2025-11-25, server, resources"_s;
const QString promptsRule = u"MCP 2025-11-25, server, prompts"_s;
const QString completionRule = u"MCP 2025-11-25, server, utilities, Completion"_s;

QString firstOf(const QString &title, const QString &name, const QString &last = {})
{
    return !title.isEmpty() ? title : !name.isEmpty() ? name : last;
}

/// The member that names the thing; nothing when it cannot be addressed.
std::optional<QByteArray> identity(const json::Value &value, std::string_view member)
{
    const json::Object *object = value.if_object();
    auto text = object ? json::stringMember(*object, member) : std::nullopt;
    return text && !text->isEmpty() ? text : std::nullopt;
}

std::optional<qint64> count(const json::Value *value)
{
    if (value && value->is_int64() && value->get_int64() >= 0)
        return value->get_int64();
    return std::nullopt;
}

Result<ResourceContent> readOneContent(const json::Value &value, qsizetype index)
{
    const auto refuse = [index](const QString &words) {
        return brokenRule(
            u"Entry %1 of what the resource holds %2. Nothing of it was used."_s.arg(index + 1).arg(words),
            resourcesRule);
    };
    const json::Object *object = value.if_object();
    if (!object)
        return refuse(u"is %1, expected an object"_s.arg(json::typeName(value)));
    ResourceContent content;
    content.raw = value;
    content.uri = json::stringMember(*object, "uri").value_or(QByteArray());
    content.mimeType = json::stringMember(*object, "mimeType").value_or(QByteArray());
    if (const auto text = json::stringMember(*object, "text")) {
        content.text = QString::fromUtf8(*text);
        return content;
    }
    const auto blob = json::stringMember(*object, "blob");
    if (!blob)
        return refuse(u"has neither text nor blob"_s);
    const auto data = QByteArray::fromBase64Encoding(*blob, QByteArray::AbortOnBase64DecodingErrors);
    if (!data)
        return refuse(u"has a blob that is not Base64"_s);
    content.isText = false;
    content.data = *data;
    return content;
}

PromptArgument readArgument(const json::Object &object, const QByteArray &name, QStringList *notes)
{
    MemberReader reader(object, u"Argument “%1”"_s.arg(base::cleaned(name, 80)), notes);
    return { .name = name,
        .title = firstOf(reader.text("title"), QString::fromUtf8(name)),
        .description = reader.text("description"),
        .isRequired = json::boolMember(object, "required").value_or(false) };
}

} // namespace

Result<Resource> readResource(const json::Value &value, QStringList *notes)
{
    const auto uri = identity(value, "uri");
    if (!uri)
        return brokenRule(
            u"A resource has no uri. It was left out, because it could not be read."_s, resourcesRule);
    Resource resource{ .uri = *uri, .raw = value };
    MemberReader reader(value.get_object(), u"Resource “%1”"_s.arg(base::cleaned(*uri, 80)), notes);
    resource.name = reader.text("name");
    resource.title = firstOf(reader.text("title"), resource.name, QString::fromUtf8(*uri));
    resource.description = reader.text("description");
    resource.mimeType = reader.bytes("mimeType");
    resource.annotations = reader.annotations();
    resource.icons = reader.icons();
    if (const json::Value *size = reader.object().if_contains("size"); size && !size->is_null()) {
        resource.size = count(size);
        if (!resource.size)
            reader.note(u"size is not a whole number from 0 on. It was left out."_s);
    }
    return resource;
}

Result<ResourceTemplate> readResourceTemplate(const json::Value &value, QStringList *notes)
{
    const auto uriTemplate = identity(value, "uriTemplate");
    if (!uriTemplate)
        return brokenRule(
            u"A resource template has no uriTemplate. It was left out, because nothing could be made of it."_s,
            resourcesRule);
    ResourceTemplate out{ .uriTemplate = *uriTemplate, .raw = value };
    MemberReader reader(
        value.get_object(), u"Resource template “%1”"_s.arg(base::cleaned(*uriTemplate, 80)), notes);
    out.name = reader.text("name");
    out.title = firstOf(reader.text("title"), out.name, QString::fromUtf8(*uriTemplate));
    out.description = reader.text("description");
    out.mimeType = reader.bytes("mimeType");
    out.annotations = reader.annotations();
    out.icons = reader.icons();
    return out;
}

Result<ResourceContents> readResourceContents(const json::Value &result)
{
    const json::Object *object = result.if_object();
    const json::Array *list = object ? json::arrayMember(*object, "contents") : nullptr;
    if (!list)
        return brokenRule(u"The answer to resources/read has no list of contents."_s, resourcesRule);
    ResourceContents out{ .raw = result };
    for (const json::Value &value : *list) {
        auto content = readOneContent(value, out.contents.size());
        if (!content)
            return base::fail(content.error());
        out.contents.append(std::move(*content));
    }
    return out;
}

Result<Prompt> readPrompt(const json::Value &value, QStringList *notes)
{
    const auto name = identity(value, "name");
    if (!name)
        return brokenRule(
            u"A prompt has no name. It was left out, because it could not be asked for."_s, promptsRule);
    Prompt prompt{ .name = QString::fromUtf8(*name), .raw = value };
    MemberReader reader(value.get_object(), u"Prompt “%1”"_s.arg(base::cleaned(*name, 80)), notes);
    prompt.title = firstOf(reader.text("title"), prompt.name);
    prompt.description = reader.text("description");
    prompt.icons = reader.icons();
    const json::Value *arguments = reader.object().if_contains("arguments");
    if (!arguments || arguments->is_null())
        return prompt;
    if (!arguments->is_array()) {
        reader.note(u"arguments is %1, expected a list. It was left out."_s.arg(json::typeName(*arguments)));
        return prompt;
    }
    for (const json::Value &argument : arguments->get_array()) {
        if (const auto argumentName = identity(argument, "name"))
            prompt.arguments.append(readArgument(argument.get_object(), *argumentName, notes));
        else
            reader.note(u"an argument has no name. It was left out."_s);
    }
    return prompt;
}

Result<PromptResult> readPromptResult(const json::Value &result)
{
    const json::Object *object = result.if_object();
    const json::Array *messages = object ? json::arrayMember(*object, "messages") : nullptr;
    if (!messages)
        return brokenRule(u"The answer to prompts/get has no list of messages."_s, promptsRule);
    PromptResult out{ .raw = result };
    out.description = QString::fromUtf8(json::stringMember(*object, "description").value_or(QByteArray()));
    for (const json::Value &value : *messages) {
        const json::Object *message = value.if_object();
        const auto role = message ? json::stringMember(*message, "role") : std::nullopt;
        const json::Value *content = message ? message->if_contains("content") : nullptr;
        if (!role || !content || !content->is_object())
            return brokenRule(u"Message %1 of the prompt has not both a role and a content. Nothing of the "
                              "prompt was used."_s.arg(out.messages.size() + 1),
                promptsRule);
        out.messages.append({ .role = *role, .content = readContentBlock(*content) });
    }
    return out;
}

Result<Completion> readCompletion(const json::Value &result)
{
    const json::Object *object = result.if_object();
    const json::Object *completion = object ? json::objectMember(*object, "completion") : nullptr;
    const auto values = completion ? json::stringList(*completion, "values") : std::nullopt;
    if (!values)
        return brokenRule(
            u"The answer to completion/complete has no list of values that are texts."_s, completionRule);
    Completion out;
    for (const QByteArray &value : values->first(std::min(values->size(), maxCompletions)))
        out.values.append(QString::fromUtf8(value));
    out.total = count(completion->if_contains("total"));
    out.hasMore = json::boolMember(*completion, "hasMore").value_or(false) || values->size() > maxCompletions;
    return out;
}

} // namespace authscope::mcp
