// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/text.h"
#include "mcp/featurerequest.h"
#include "mcp/pagedlist.h"
#include "mcp/session.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

/// Asks what the text could become; the answer is read here.
class CompleteRequest final : public Complete {
public:
    CompleteRequest(json::Object params, Session *session, QObject *parent)
        : Complete(parent)
        , m_call(session->request("completion/complete", std::move(params), { .isSafe = true }, this))
    {
        connect(m_call, &base::Operation::finished, this, [this] {
            if (!m_call->result())
                return finishWith(m_call->result().error());
            auto completion = readCompletion(*m_call->result());
            if (!completion)
                completion.error().exchange = m_call->exchange();
            finishWith(std::move(completion));
        });
    }

protected:
    void run() override { m_call->start(); }
    void abort() override
    {
        m_call->disconnect(this);
        m_call->cancel();
    }

private:
    Call *m_call;
};

} // namespace

ListTools *Session::listTools(QObject *parent, Freshness)
{
    return new PagedList<Tool>({ "tools/list", "tools", "tools" }, readTool, this, parent);
}

ListResources *Session::listResources(QObject *parent, Freshness)
{
    return new PagedList<Resource>(
        { "resources/list", "resources", "resources" },
        [](const json::Value &value, QStringList *notes) { return mcp::readResource(value, notes); }, this,
        parent);
}

ListResourceTemplates *Session::listResourceTemplates(QObject *parent, Freshness)
{
    return new PagedList<ResourceTemplate>(
        { "resources/templates/list", "resourceTemplates", "resources" }, readResourceTemplate, this, parent);
}

ListPrompts *Session::listPrompts(QObject *parent, Freshness)
{
    return new PagedList<Prompt>({ "prompts/list", "prompts", "prompts" }, readPrompt, this, parent);
}

CallTool *Session::callTool(const QString &name, const json::Object &arguments, QObject *parent)
{
    json::Object params;
    params["name"] = json::string(name);
    params["arguments"] = arguments;
    // Never sent again of its own accord: nobody knows what the first one did.
    return new FeatureRequest<ToolResult>(
        { .method = "tools/call", .params = std::move(params) }, readToolResult, this, parent);
}

ReadResource *Session::readResource(const QByteArray &uri, QObject *parent, Freshness)
{
    json::Object params;
    params["uri"] = json::string(uri);
    return new FeatureRequest<ResourceContents>(
        { .method = "resources/read", .params = std::move(params), .options = { .isSafe = true } },
        readResourceContents, this, parent);
}

GetPrompt *Session::getPrompt(const QString &name, const json::Object &arguments, QObject *parent)
{
    json::Object params;
    params["name"] = json::string(name);
    if (!arguments.empty())
        params["arguments"] = arguments;
    return new FeatureRequest<PromptResult>(
        { .method = "prompts/get", .params = std::move(params), .options = { .isSafe = true } },
        readPromptResult, this, parent);
}

Complete *Session::complete(const CompletionTarget &target, const QByteArray &argument, const QString &value,
    const json::Object &earlier, QObject *parent)
{
    json::Object reference;
    switch (target.kind) {
    case CompletionTarget::Kind::Prompt:
        reference["type"] = "ref/prompt";
        reference["name"] = json::string(target.name);
        break;
    case CompletionTarget::Kind::Resource:
        reference["type"] = "ref/resource";
        reference["uri"] = json::string(target.name);
        break;
    }
    json::Object params;
    params["ref"] = std::move(reference);
    params["argument"] = json::Object{ { "name", json::string(argument) }, { "value", json::string(value) } };
    if (!earlier.empty())
        params["context"] = json::Object{ { "arguments", earlier } };
    return new CompleteRequest(std::move(params), this, parent);
}

} // namespace authscope::mcp
