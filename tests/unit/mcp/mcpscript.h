// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/session.h"
#include "support/scriptedserver.h"

#include <QSignalSpy>
#include <QTest>

namespace authscope::test {

/// One message as an MCP server got it.
struct Asked {
    net::ServerRequest http = {};
    json::Object message = {};
    QByteArray method = {}; ///< empty for answers of the client
    QByteArray id = "null"; ///< as JSON
};

/// An MCP server whose lines are written by the test, method by method. Speaks a friendly initialize by
/// itself.
class McpScript {
public:
    using Reply = std::shared_ptr<net::ServerReply>;
    using Handler = std::function<void(const Asked &, const Reply &)>;

    McpScript()
    {
        server.onTalk("POST", "/mcp",
            [this](const net::ServerRequest &request, const Reply &reply) { take(request, reply); });
        server.on("DELETE", "/mcp", net::ServerAnswer{ .status = 204 });
        server.onTalk("GET", "/mcp", [this](const net::ServerRequest &request, const Reply &reply) {
            const bool isResumption = request.headers.contains("Last-Event-ID");
            (isResumption ? resumed : listened).append(request);
            if (const auto &talk = isResumption ? m_onResume : m_onListen)
                talk(request, reply);
            else
                reply->send({ .status = 405 });
        });
        on("initialize", [this](const Asked &first, const Reply &reply) {
            net::ServerAnswer answer = jsonAnswer(result(first,
                R"({"protocolVersion":")" + version + R"(","capabilities":)" + capabilities
                    + R"(,"serverInfo":{"name":"script","version":"1"}})"));
            if (!sessionId.isEmpty())
                answer.headers.append("Mcp-Session-Id", sessionId);
            reply->send(answer);
        });
    }

    void on(const QByteArray &method, Handler handler) { m_handlers.insert(method, std::move(handler)); }
    void onResult(const QByteArray &method, const QByteArray &json)
    {
        on(method,
            [json](const Asked &one, const Reply &reply) { reply->send(jsonAnswer(result(one, json))); });
    }
    void onAnswer(const QByteArray &method, const net::ServerAnswer &answer)
    {
        on(method, [answer](const Asked &, const Reply &reply) { reply->send(answer); });
    }

    /// GET with a Last-Event-ID; 405 without this.
    void onResume(ScriptedServer::Talk talk) { m_onResume = std::move(talk); }
    /// The stream of the server's own; 405 without this.
    void onListen(ScriptedServer::Talk talk) { m_onListen = std::move(talk); }

    static QByteArray result(const Asked &one, const QByteArray &json)
    {
        return R"({"jsonrpc":"2.0","id":)" + one.id + R"(,"result":)" + json + "}";
    }
    static QByteArray event(const QByteArray &data, const QByteArray &id = {})
    {
        return (id.isEmpty() ? QByteArray() : "id: " + id + "\n") + "data: " + data + "\n\n";
    }
    static void beginStream(const Reply &reply)
    {
        reply->begin(200, { { "Content-Type", "text/event-stream; charset=utf-8" } });
    }

    QByteArray url() const { return server.url("/mcp"); }
    int count(const QByteArray &method) const
    {
        return int(std::count_if(
            asked.begin(), asked.end(), [&method](const Asked &one) { return one.method == method; }));
    }
    const Asked *last(const QByteArray &method) const
    {
        for (auto it = asked.rbegin(); it != asked.rend(); ++it) {
            if (it->method == method)
                return &*it;
        }
        return nullptr;
    }

    ScriptedServer server;
    QByteArray version = "2025-11-25";
    QByteArray capabilities = R"({"tools":{}})";
    QByteArray sessionId = "session-one-4711";
    QList<Asked> asked;
    QList<net::ServerRequest> listened, resumed; ///< every GET
    QList<Reply> open; ///< kept by handlers that answer later

private:
    void take(const net::ServerRequest &request, const Reply &reply)
    {
        Asked one{ .http = request };
        one.message = json::parseObject(request.body, QStringLiteral("The message")).value_or(json::Object());
        one.method = json::stringMember(one.message, "method").value_or(QByteArray());
        if (const json::Value *id = one.message.if_contains("id"))
            one.id = json::compact(*id);
        asked.append(one);
        const auto handler = m_handlers.find(one.method);
        if (handler != m_handlers.end())
            (*handler)(one, reply);
        else
            reply->send({ .status = 202 });
    }

    QHash<QByteArray, Handler> m_handlers;
    ScriptedServer::Talk m_onListen, m_onResume;
};

/// Ends at once with what it was given, or when it is told to.
template <class T>
class Given : public base::ResultOperation<T> {
public:
    Given(base::Result<T> value, bool isHeld, QObject *parent)
        : base::ResultOperation<T>(parent), m_value(std::move(value)), m_isHeld(isHeld)
    {
    }
    void let() { this->finishWith(m_value); }

protected:
    void run() override
    {
        if (!m_isHeld)
            let();
    }

private:
    base::Result<T> m_value;
    bool m_isHeld;
};

class ScriptedAuthorizer : public net::Authorizer {
public:
    struct Refusal {
        int status = 0;
        QList<net::Challenge> challenges;
        int attempt = 0;
        int nonceRepeats = 0;
        QByteArray operation;
    };

    QList<net::AuthorizationField> fields(const QByteArray &method, const QByteArray &url) const override
    {
        if (url != resource || token.isEmpty())
            return {};
        QList<net::AuthorizationField> out{ { "Authorization", base::Secret("Bearer " + token) } };
        if (!nonce.isEmpty())
            out.append({ "DPoP", base::Secret("proof " + method + ' ' + nonce) });
        return out;
    }
    int generation() const override { return currentGeneration; }
    base::ResultOperation<net::Verdict> *refused(const net::RefusedRequest &request, QObject *parent) override
    {
        refusals.append({ request.status, request.challenges(), request.attempt, request.nonceRepeats,
            request.operation });
        nonce = request.headers.value("DPoP-Nonce").value_or(nonce);
        if (onRefused)
            onRefused();
        held = new Given<net::Verdict>(verdict, isHeld, parent);
        return held;
    }
    void answered(const QByteArray &, const net::Headers &headers, const QByteArray &operation) override
    {
        operations.append(operation);
        nonce = headers.value("DPoP-Nonce").value_or(nonce);
    }
    base::ResultOperation<bool> *prepare(QObject *parent) override
    {
        ++prepared;
        return new Given<bool>(preparation, false, parent);
    }

    QByteArray resource;
    QByteArray token = "first-token-abcdefgh";
    QByteArray nonce; ///< of the server's last answer that had one
    QList<QByteArray> operations; ///< answered
    int currentGeneration = 1;
    base::Result<net::Verdict> verdict = net::Verdict::Retry;
    base::Result<bool> preparation = true;
    std::function<void()> onRefused;
    bool isHeld = false;
    QPointer<Given<net::Verdict>> held;
    QList<Refusal> refusals;
    int prepared = 0;
};

/// A client beside a script; legacy unless told otherwise, so that a test counts only what it is about.
struct Client {
    explicit Client(const QByteArray &url, net::Authorizer *authorizer = nullptr,
        std::chrono::milliseconds timeout = std::chrono::seconds(20))
        : Client(
            mcp::SessionOptions{ .url = url, .timeout = timeout, .era = mcp::EraChoice::Legacy }, authorizer)
    {
    }
    explicit Client(const mcp::SessionOptions &options, net::Authorizer *authorizer = nullptr,
        mcp::InputHandler *input = nullptr)
        : session(std::make_unique<mcp::Session>(options, &network, authorizer, nullptr, input))
    {
    }

    base::SystemClock clock;
    base::Redactor redactor;
    net::ExchangeLog log{ &redactor, &clock };
    net::StrictNetworkAccessManager network{ &log };
    std::unique_ptr<mcp::Session> session;
};

inline bool waitFor(base::Operation *operation)
{
    // QSignalSpy::wait() runs the event loop; QTest::qWaitFor() sleeps between two looks.
    QSignalSpy finished(operation, &base::Operation::finished);
    return operation->isFinished() || finished.wait(90000);
}

/// Starts it, waits, and hands out the result.
template <class T>
base::Result<T> ended(base::ResultOperation<T> *operation)
{
    QSignalSpy finished(operation, &base::Operation::finished);
    operation->start();
    if (!finished.wait(90000))
        qFatal("the operation did not end");
    const base::Result<T> result = operation->result();
    operation->deleteLater();
    return result;
}

} // namespace authscope::test
