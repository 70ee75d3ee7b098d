// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/questionnaire.h"

#include "base/text.h"
#include "mcp/reading.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

const QString inputRule = u"MCP 2026-07-28, basic, Multi Round-Trip Requests"_s;

} // namespace

Questionnaire::Questionnaire(const json::Object &requests, InputContext context, InputHandler *input,
    const SessionOptions &options, QObject *parent)
    : ResultOperation(parent)
    , m_requests(requests)
    , m_context(std::move(context))
    , m_input(input)
    , m_features(options.input)
    , m_limit(options.limits.maxServerRequests)
{
}

void Questionnaire::run()
{
    if (qsizetype(m_requests.size()) > m_limit)
        return finishWith(brokenRule(u"The server asks %1 things at once, more than the bound of %2 "
                                     "(maxServerRequests). Nobody was asked."_s.arg(m_requests.size())
                                         .arg(m_limit),
            inputRule));
    for (const auto &member : m_requests) {
        const json::Object *request = member.value().if_object();
        const auto method = request ? json::stringMember(*request, "method") : std::nullopt;
        if (!method)
            return finishWith(
                brokenRule(u"What the server asks for under “%1” has no method. Nobody was asked."_s.arg(
                               base::cleaned(json::bytes(member.key()), 60)),
                    inputRule));
        const json::Object *params = json::objectMember(*request, "params");
        m_entries.append({ std::string(member.key()), *method, params ? *params : json::Object() });
    }
    askNext();
}

void Questionnaire::abort()
{
    if (!m_question)
        return;
    m_question->disconnect(this);
    m_question->cancel();
}

void Questionnaire::askNext()
{
    if (m_entries.isEmpty())
        return finishWith(std::move(m_responses));
    const Entry entry = m_entries.takeFirst();
    m_question = new Question(entry.method, entry.params, m_context, m_input, m_features, this);
    connect(m_question, &base::Operation::finished, this, [this, key = entry.key] {
        const auto result = m_question->result();
        m_question->deleteLater();
        if (!result)
            return finishWith(result.error());
        m_responses[key] = *result;
        askNext();
    });
    m_question->start();
}

} // namespace authscope::mcp
