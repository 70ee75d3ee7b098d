// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcpscript.h"

namespace authscope::test {

/// A person who answers what a test says, and remembers what was asked.
class ScriptedInput : public mcp::InputHandler {
public:
    using Action = mcp::ElicitationAnswer::Action;

    base::ResultOperation<mcp::ElicitationAnswer> *elicit(
        const mcp::Elicitation &elicitation, const mcp::InputContext &context, QObject *parent) override
    {
        elicitations.append(elicitation);
        contexts.append(context);
        auto *answer = new Given<mcp::ElicitationAnswer>(
            onElicit ? onElicit(elicitation) : elicitationAnswer, isHeld, parent);
        heldAnswers.append(answer);
        return answer;
    }
    base::ResultOperation<mcp::SamplingAnswer> *sample(
        const mcp::SamplingRequest &request, const mcp::InputContext &context, QObject *parent) override
    {
        samplings.append(request);
        contexts.append(context);
        return new Given<mcp::SamplingAnswer>(samplingAnswer, false, parent);
    }
    base::ResultOperation<QList<mcp::Root>> *roots(const mcp::InputContext &context, QObject *parent) override
    {
        contexts.append(context);
        return new Given<QList<mcp::Root>>(rootsAnswer, false, parent);
    }
    void elicitationCompleted(const QByteArray &elicitationId) override { completed.append(elicitationId); }

    base::Result<mcp::ElicitationAnswer> elicitationAnswer
        = mcp::ElicitationAnswer{ .action = Action::Accept };
    std::function<base::Result<mcp::ElicitationAnswer>(const mcp::Elicitation &)> onElicit;
    base::Result<mcp::SamplingAnswer> samplingAnswer = mcp::SamplingAnswer{ .text = QStringLiteral("fine") };
    base::Result<QList<mcp::Root>> rootsAnswer
        = QList<mcp::Root>{ { .uri = "file:///srv/notes", .name = QStringLiteral("notes") } };
    bool isHeld = false; ///< elicitations wait until let()
    QList<QPointer<Given<mcp::ElicitationAnswer>>> heldAnswers;

    QList<mcp::Elicitation> elicitations;
    QList<mcp::SamplingRequest> samplings;
    QList<mcp::InputContext> contexts;
    QList<QByteArray> completed;
};

/// Everything a client can announce.
inline mcp::SessionOptions askable(const QByteArray &url)
{
    mcp::SessionOptions options{ .url = url, .timeout = std::chrono::seconds(20) };
    options.connection = QStringLiteral("c1");
    options.era = mcp::EraChoice::Legacy;
    options.input = { .elicitation = true, .sampling = true, .roots = true };
    return options;
}

} // namespace authscope::test
