// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/input.h"

#include "base/text.h"
#include "mcp/reading.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Result;

namespace {

base::Failure refuse(const QString &message)
{
    return brokenRule(message, u"MCP 2025-11-25, client, Sampling"_s);
}

/// Reads the messages of one request in order; what one asked of tools the next must answer.
class MessageReader {
public:
    Result<bool> take(const json::Value &value)
    {
        const json::Object *message = value.if_object();
        const auto role = message ? json::stringMember(*message, "role") : std::nullopt;
        const json::Value *content = message ? message->if_contains("content") : nullptr;
        if (!role || (*role != "user" && *role != "assistant") || !content)
            return refuse(
                u"A message to the model has not both a role (user or assistant) and a content. Nobody "
                "was asked."_s);
        QSet<QByteArray> asked;
        QSet<QByteArray> answered;
        const qsizetype first = m_parts.size();
        const json::Array one{ *content };
        for (const json::Value &block : content->is_array() ? content->get_array() : one) {
            const ContentBlock read = readContentBlock(block);
            if (read.type.isEmpty())
                return refuse(u"A message to the model has a content without a type. Nobody was asked."_s);
            const json::Object &object = block.get_object();
            if (read.type == "tool_use")
                asked.insert(json::stringMember(object, "id").value_or(QByteArray()));
            if (read.type == "tool_result")
                answered.insert(json::stringMember(object, "toolUseId").value_or(QByteArray()));
            m_parts.append({ .role = *role,
                .type = read.type,
                .text = read.text,
                .data = read.data,
                .mimeType = read.mimeType,
                .raw = block });
        }
        const bool isMixed = !answered.isEmpty()
            && std::any_of(m_parts.begin() + first, m_parts.end(),
                [](const SamplingRequest::Part &part) { return part.type != "tool_result"; });
        if (isMixed)
            return refuse(u"A message with results of tools holds other content too. Nobody was asked."_s);
        if (answered != m_asked)
            return refuse(u"The results of tools do not fit the uses before them. Nobody was asked."_s);
        m_asked = asked;
        return true;
    }

    bool isBalanced() const { return m_asked.isEmpty(); }
    QList<SamplingRequest::Part> parts() const { return m_parts; }

private:
    QList<SamplingRequest::Part> m_parts;
    QSet<QByteArray> m_asked; ///< by the message before
};

QStringList readHints(const json::Object &params)
{
    QStringList out;
    const json::Object *preferences = json::objectMember(params, "modelPreferences");
    const json::Array *hints = preferences ? json::arrayMember(*preferences, "hints") : nullptr;
    if (!hints)
        return out;
    for (const json::Value &hint : *hints) {
        const json::Object *object = hint.if_object();
        if (const auto name = object ? json::stringMember(*object, "name") : std::nullopt)
            out.append(QString::fromUtf8(*name));
    }
    return out;
}

} // namespace

Result<SamplingRequest> readSamplingRequest(const json::Object &params)
{
    if (params.contains("tools") || params.contains("toolChoice"))
        return refuse(
            u"The server hands tools to the model, which this client did not offer. Nobody was asked."_s);
    const json::Array *messages = json::arrayMember(params, "messages");
    if (!messages || messages->empty())
        return refuse(u"The server asks a model without messages. Nobody was asked."_s);
    const json::Value *limit = params.if_contains("maxTokens");
    if (!limit || !limit->is_int64() || limit->get_int64() < 1)
        return refuse(
            u"The server asks a model without a maxTokens that is a whole number from 1 on. Nobody was asked."_s);
    MessageReader reader;
    for (const json::Value &message : *messages) {
        if (const auto taken = reader.take(message); !taken)
            return base::fail(taken.error());
    }
    if (!reader.isBalanced())
        return refuse(u"The last message uses tools, and their results are missing. Nobody was asked."_s);
    return SamplingRequest{ .messages = reader.parts(),
        .systemPrompt = QString::fromUtf8(json::stringMember(params, "systemPrompt").value_or(QByteArray())),
        .maxTokens = limit->get_int64(),
        .modelHints = readHints(params),
        .raw = params };
}

} // namespace authscope::mcp
