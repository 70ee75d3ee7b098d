// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/question.h"

#include "base/errorcodes.h"
#include "base/text.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Error;
using base::ErrorKind;

namespace {

/// What went wrong with whoever was to ask, as a refusal.
Error refusal(const QByteArray &method, const Error &why)
{
    return { .kind = ErrorKind::Refused,
        .code = base::code::inputRefused,
        .message
        = u"The server asked for %1 and was refused: %2"_s.arg(base::cleaned(method, 60), why.message),
        .rule = why.rule };
}

std::string_view actionOf(ElicitationAnswer::Action action)
{
    switch (action) {
    case ElicitationAnswer::Action::Accept:
        return "accept";
    case ElicitationAnswer::Action::Decline:
        return "decline";
    case ElicitationAnswer::Action::Cancel:
        return "cancel";
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace

Question::Question(QByteArray method, json::Object params, InputContext context, InputHandler *input,
    const InputFeatures &features, QObject *parent)
    : ResultOperation(parent)
    , m_method(std::move(method))
    , m_params(std::move(params))
    , m_context(std::move(context))
    , m_input(input)
    , m_features(features)
{
}

void Question::run()
{
    if (m_method == "elicitation/create" && m_input && m_features.elicitation)
        return askToElicit();
    if (m_method == "sampling/createMessage" && m_input && m_features.sampling)
        return askToSample();
    if (m_method == "roots/list" && m_input && m_features.roots)
        return askForRoots();
    deny(Denial::NotOffered,
        { .kind = ErrorKind::ServerBrokeRule,
            .code = base::code::mcpProtocol,
            .message
            = u"The server asked for %1, which this client did not say it offers. Nobody was asked."_s.arg(
                base::cleaned(m_method, 60)),
            .rule = u"MCP 2026-07-28, basic, Capabilities"_s });
}

void Question::abort()
{
    if (!m_asked)
        return;
    m_asked->disconnect(this);
    m_asked->cancel();
    m_asked->deleteLater();
}

void Question::deny(Denial denial, Error error)
{
    m_denial = denial;
    finishWith(std::move(error));
}

template <class T, class Then>
void Question::ask(base::ResultOperation<T> *asked, Then then)
{
    m_asked = asked;
    connect(asked, &base::Operation::finished, this, [this, asked, then] {
        const base::Result<T> result = asked->result();
        asked->deleteLater();
        if (result)
            then(*result);
        else
            deny(Denial::Refused, refusal(m_method, result.error()));
    });
    asked->start();
}

void Question::askToElicit()
{
    const auto elicitation = readElicitation(m_params);
    if (!elicitation)
        return deny(Denial::Malformed, elicitation.error());
    ask(m_input->elicit(*elicitation, m_context, this),
        [this, elicitation](const ElicitationAnswer &answer) { tell(*elicitation, answer); });
}

void Question::tell(const Elicitation &elicitation, const ElicitationAnswer &answer)
{
    json::Object out;
    out["action"] = actionOf(answer.action);
    const bool hasContent
        = answer.action == ElicitationAnswer::Action::Accept && elicitation.mode == Elicitation::Mode::Form;
    if (hasContent) {
        const QStringList problems = contentProblems(elicitation.schema, answer.content);
        if (!problems.isEmpty())
            return deny(Denial::Refused,
                refusal(m_method,
                    { .message = u"what was filled in does not fit the form. %1"_s.arg(problems.join(u' ')),
                        .rule = u"MCP 2026-07-28, client, Elicitation"_s }));
        out["content"] = answer.content;
    }
    finishWith(json::Value(std::move(out)));
}

void Question::askToSample()
{
    const auto request = readSamplingRequest(m_params);
    if (!request)
        return deny(Denial::Malformed, request.error());
    ask(m_input->sample(*request, m_context, this), [this](const SamplingAnswer &answer) {
        json::Object content;
        content["type"] = "text";
        content["text"] = json::string(answer.text);
        json::Object out;
        out["role"] = "assistant";
        out["content"] = std::move(content);
        out["model"] = json::string(answer.model.isEmpty() ? u"a person"_s : answer.model);
        out["stopReason"] = json::string(answer.stopReason);
        finishWith(json::Value(std::move(out)));
    });
}

void Question::askForRoots()
{
    ask(m_input->roots(m_context, this), [this](const QList<Root> &roots) {
        json::Array list;
        for (const Root &root : roots) {
            if (!root.uri.startsWith("file:///"))
                return deny(Denial::Refused,
                    refusal(m_method,
                        { .message = u"a root must be a file: address, and “%1” is none."_s.arg(
                              base::cleaned(root.uri, 80)) }));
            json::Object one;
            one["uri"] = json::string(root.uri);
            if (!root.name.isEmpty())
                one["name"] = json::string(root.name);
            list.emplace_back(std::move(one));
        }
        json::Object out;
        out["roots"] = std::move(list);
        finishWith(json::Value(std::move(out)));
    });
}

InputContext inputContext(const SessionOptions &options, const ServerInfo &server, const QString &cause)
{
    return { .connection = options.connection,
        .server = base::cleaned(server.title.isEmpty() ? server.name : server.title, 80),
        .url = options.url,
        .cause = cause };
}

} // namespace authscope::mcp
