// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/featuredocuments.h"

#include "cli/documents.h"
#include "cli/output.h"

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

QString statusName(mcp::Task::Status status)
{
    switch (status) {
    case mcp::Task::Status::Working:
        return u"working"_s;
    case mcp::Task::Status::InputRequired:
        return u"needs input"_s;
    case mcp::Task::Status::Completed:
        return u"completed"_s;
    case mcp::Task::Status::Failed:
        return u"failed"_s;
    case mcp::Task::Status::Cancelled:
        return u"cancelled"_s;
    case mcp::Task::Status::Unknown:
        return u"unknown"_s;
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace

json::Object toJson(const mcp::Resource &resource)
{
    json::Object out{ { "uri", jsonText(resource.uri) }, { "name", json::string(resource.name) },
        { "title", json::string(resource.title) }, { "description", json::string(resource.description) },
        { "mime_type", jsonText(resource.mimeType) } };
    if (resource.size)
        out["size"] = *resource.size;
    return out;
}

json::Object toJson(const mcp::ResourceTemplate &resource)
{
    return { { "uri_template", jsonText(resource.uriTemplate) }, { "name", json::string(resource.name) },
        { "title", json::string(resource.title) }, { "description", json::string(resource.description) },
        { "mime_type", jsonText(resource.mimeType) } };
}

json::Object toJson(const mcp::Prompt &prompt)
{
    json::Array arguments;
    for (const mcp::PromptArgument &argument : prompt.arguments)
        arguments.push_back(
            json::Object{ { "name", jsonText(argument.name) }, { "title", json::string(argument.title) },
                { "description", json::string(argument.description) }, { "required", argument.isRequired } });
    return { { "name", json::string(prompt.name) }, { "title", json::string(prompt.title) },
        { "description", json::string(prompt.description) }, { "arguments", arguments } };
}

QString blockText(const mcp::ContentBlock &block)
{
    if (block.type == "text")
        return block.text;
    QString line = u"[%1"_s.arg(shown(block.type));
    if (!block.mimeType.isEmpty())
        line += u", "_s + shown(block.mimeType);
    if (!block.data.isEmpty())
        line += u", %1 bytes"_s.arg(block.data.size());
    if (!block.uri.isEmpty())
        line += u", "_s + shown(block.uri);
    return line + (block.text.isEmpty() ? u"]"_s : u"]\n"_s + block.text);
}

QString taskLine(const mcp::Task &task)
{
    const QString status = statusName(task.status);
    return task.statusMessage.isEmpty() ? status : u"%1 · %2"_s.arg(status, shown(task.statusMessage));
}

} // namespace authscope::cli
