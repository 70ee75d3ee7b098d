// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/serverresponder.h"

#include "mcp/sessioncore.h"

namespace authscope::mcp {

namespace {

constexpr qint64 samplingRefused = -1; // MCP 2025-11-25, client, Sampling
constexpr qint64 methodNotFound = -32601;
constexpr qint64 invalidParams = -32602;
constexpr qint64 internalError = -32603;

} // namespace

ServerResponder::ServerResponder(Question *question, QObject *parent)
    : ResultOperation(parent), m_question(question)
{
    question->setParent(this);
    connect(question, &base::Operation::finished, this, &ServerResponder::asked);
}

ServerRequests::Answering *ServerResponder::answerTo(
    const RpcRequest &request, const QString &cause, SessionCore *core, QObject *parent)
{
    const SessionOptions &options = core->transport()->options();
    const InputFeatures &features = options.input;
    const bool isOffered = (request.method == "elicitation/create" && features.elicitation)
        || (request.method == "sampling/createMessage" && features.sampling)
        || (request.method == "roots/list" && features.roots);
    if (!isOffered || !core->input())
        return nullptr;
    auto *question = new Question(request.method, request.params,
        inputContext(options, core->server(), cause), core->input(), features, nullptr);
    return new ServerResponder(question, parent);
}

void ServerResponder::run()
{
    m_question->start();
}

void ServerResponder::abort()
{
    m_question->disconnect(this);
    m_question->cancel();
}

void ServerResponder::asked()
{
    using Answer = ServerRequests::Answer;
    const auto &result = m_question->result();
    if (result)
        return finishWith(Answer(*result));
    const auto error = [this, &result](qint64 code) {
        finishWith(Answer(tl::unexpected(RpcError{ .code = code, .message = result.error().message })));
    };
    switch (m_question->denial()) {
    case Question::Denial::NotOffered:
        return error(methodNotFound);
    case Question::Denial::Malformed:
        return error(invalidParams);
    case Question::Denial::Refused:
        if (m_question->method() == "elicitation/create") {
            // There is a word for a question that was closed.
            json::Object closed;
            closed["action"] = "cancel";
            return finishWith(Answer(json::Value(std::move(closed))));
        }
        return error(m_question->method() == "sampling/createMessage" ? samplingRefused : internalError);
    case Question::Denial::None:
        return error(internalError);
    }
}

} // namespace authscope::mcp
