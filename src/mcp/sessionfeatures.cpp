// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/text.h"
#include "mcp/featurerequest.h"
#include "mcp/pagedlist.h"
#include "mcp/session.h"
#include "mcp/toolrequest.h"

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

class ResourceRequest final : public FeatureRequest<ResourceContents> {
public:
    ResourceRequest(const QByteArray &uri, Freshness freshness, std::shared_ptr<Memory> memory,
        SessionCore *core, QObject *parent)
        : FeatureRequest({ .method = "resources/read",
                             .params = paramsOf(uri),
                             .options = { .isSafe = true },
                             .cause = u"resources/read %1"_s.arg(base::cleaned(uri, 80)) },
            readResourceContents, core, parent)
        , m_params(paramsOf(uri))
        , m_uri(uri)
        , m_freshness(freshness)
        , m_memory(std::move(memory))
        , m_core(core)
    {
    }

protected:
    void run() override
    {
        m_context = m_memory->context();
        const auto kept = m_freshness == Freshness::CacheAllowed
            ? m_memory->cache.find("resources/read", m_params, m_context)
            : std::nullopt;
        auto contents = kept ? readResourceContents(*kept) : base::fail({});
        if (!contents)
            return FeatureRequest::run();
        contents->fromCache = true;
        finishWith(std::move(contents));
    }

    void answered() override
    {
        const auto &answer = rounds()->result();
        if (!answer)
            return finishWith(explained(answer.error()));
        const bool mayBeKept = m_core && m_core->server().era == Era::Modern && !rounds()->hadRounds()
            && m_context == m_memory->context();
        if (mayBeKept)
            m_memory->cache.keep("resources/read", m_params, m_context, *answer);
        take(*answer);
    }

private:
    static json::Object paramsOf(const QByteArray &uri)
    {
        json::Object params;
        params["uri"] = json::string(uri);
        return params;
    }

    base::Error explained(base::Error error) const
    {
        constexpr qint64 notFound = -32002; // up to 2025-11-25; invalid params since
        constexpr qint64 invalidParams = -32602;
        const auto &rpc = rounds()->rpcError();
        if (rpc && rpc->code == notFound)
            error.message = u"The server has no resource “%1” (error -32002)."_s.arg(base::cleaned(m_uri));
        else if (rpc && rpc->code == invalidParams)
            error.message
                = u"The server has no resource “%1”, or does not take that address (error -32602)."_s.arg(
                    base::cleaned(m_uri));
        return error;
    }

    json::Object m_params;
    QByteArray m_uri;
    Freshness m_freshness;
    std::shared_ptr<Memory> m_memory;
    QPointer<SessionCore> m_core;
    QByteArray m_context;
};

class PromptRequest final : public FeatureRequest<PromptResult> {
public:
    PromptRequest(const QString &name, const json::Object &arguments, SessionCore *core, QObject *parent)
        : FeatureRequest({ .method = "prompts/get",
                             .params = paramsOf(name, arguments),
                             .options = { .isSafe = true },
                             .cause = u"prompts/get %1"_s.arg(base::cleaned(name, 80)) },
            readPromptResult, core, parent)
        , m_arguments(arguments)
    {
    }

protected:
    void run() override
    {
        for (const auto &argument : m_arguments) {
            if (!argument.value().is_string())
                return finishWith(base::Error{ .kind = base::ErrorKind::Usage,
                    .code = base::code::invalidArguments,
                    .message
                    = u"The argument “%1” is %2; those of a prompt are texts. Nothing was sent."_s.arg(
                        base::cleaned(json::bytes(argument.key()), 80), json::typeName(argument.value())),
                    .rule = u"MCP 2025-11-25, server, prompts"_s });
        }
        FeatureRequest::run();
    }

private:
    static json::Object paramsOf(const QString &name, const json::Object &arguments)
    {
        json::Object params;
        params["name"] = json::string(name);
        if (!arguments.empty())
            params["arguments"] = arguments;
        return params;
    }

    json::Object m_arguments;
};

} // namespace

ListTools *Session::listTools(QObject *parent, Freshness freshness)
{
    auto *pages = new ListPages({ "tools/list", "tools", "tools" }, freshness, m_memory, this, nullptr);
    const auto judge = [memory = m_memory, session = QPointer<Session>(this)](QList<Tool> &tools) {
        if (session)
            judgeTools(tools, session->era());
        memory->setTools(tools);
    };
    return new PagedList<Tool>(pages, readTool, this, parent, judge);
}

ListResources *Session::listResources(QObject *parent, Freshness freshness)
{
    auto *pages
        = new ListPages({ "resources/list", "resources", "resources" }, freshness, m_memory, this, nullptr);
    return new PagedList<Resource>(
        pages, [](const json::Value &value, QStringList *notes) { return mcp::readResource(value, notes); },
        this, parent);
}

ListResourceTemplates *Session::listResourceTemplates(QObject *parent, Freshness freshness)
{
    auto *pages = new ListPages(
        { "resources/templates/list", "resourceTemplates", "resources" }, freshness, m_memory, this, nullptr);
    return new PagedList<ResourceTemplate>(pages, readResourceTemplate, this, parent);
}

ListPrompts *Session::listPrompts(QObject *parent, Freshness freshness)
{
    auto *pages = new ListPages({ "prompts/list", "prompts", "prompts" }, freshness, m_memory, this, nullptr);
    return new PagedList<Prompt>(pages, readPrompt, this, parent);
}

CallTool *Session::callTool(const QString &name, const json::Object &arguments, QObject *parent)
{
    return new ToolRequest(name, arguments, m_memory, this, m_core.get(), parent);
}

ReadResource *Session::readResource(const QByteArray &uri, QObject *parent, Freshness freshness)
{
    return new ResourceRequest(uri, freshness, m_memory, m_core.get(), parent);
}

GetPrompt *Session::getPrompt(const QString &name, const json::Object &arguments, QObject *parent)
{
    return new PromptRequest(name, arguments, m_core.get(), parent);
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
