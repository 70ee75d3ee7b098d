// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/flow.h"

namespace authscope::replay {

namespace {

json::Object toJson(const ValueExpectation &value)
{
    json::Object out{ { "at", json::string(value.at) } };
    switch (value.kind) {
    case ValueExpectation::Kind::Equals:
        out["equals"] = value.value;
        break;
    case ValueExpectation::Kind::Matches:
        out["matches"] = json::string(value.pattern);
        break;
    case ValueExpectation::Kind::Exists:
        out["exists"] = value.exists;
        break;
    }
    return out;
}

json::Object toJson(const Expectations &expect)
{
    json::Object out{ { "outcome", json::string(outcomeWord(expect.outcome)) } };
    if (!expect.error.isEmpty())
        out["error"] = json::string(expect.error);
    if (expect.code)
        out["code"] = *expect.code;
    if (expect.status)
        out["status"] = *expect.status;
    if (expect.matchesOutputSchema)
        out["matchesOutputSchema"] = *expect.matchesOutputSchema;
    if (expect.schema)
        out["schema"] = *expect.schema;
    if (!expect.values.isEmpty()) {
        json::Array values;
        for (const ValueExpectation &value : expect.values)
            values.push_back(toJson(value));
        out["values"] = std::move(values);
    }
    if (!expect.text.isEmpty()) {
        json::Array texts;
        for (const QString &text : expect.text)
            texts.push_back(json::string(text));
        out["text"] = std::move(texts);
    }
    if (expect.within)
        out["withinMs"] = qint64(expect.within->count());
    if (expect.isRenewed)
        out["renewed"] = *expect.isRenewed;
    return out;
}

json::Object toJson(const Step &step)
{
    json::Object out;
    if (!step.id.isEmpty())
        out["id"] = json::string(step.id);
    if (!step.name.isEmpty())
        out["name"] = json::string(step.name);
    switch (step.kind) {
    case Step::Kind::Call: {
        json::Object call{ { "tool", json::string(step.tool) }, { "arguments", step.arguments } };
        if (step.followsChallenges)
            call["onChallenge"] = "follow";
        out["call"] = std::move(call);
        break;
    }
    case Step::Kind::SignIn: {
        json::Object signIn;
        if (!step.scopes.isEmpty())
            signIn["scopes"] = json::stringArray(step.scopes);
        out["signIn"] = std::move(signIn);
        break;
    }
    case Step::Kind::ExpireToken:
        out["expireToken"] = json::Object();
        break;
    case Step::Kind::Refresh:
        out["refresh"] = json::Object();
        break;
    }
    out["expect"] = toJson(step.expect);
    return out;
}

} // namespace

QByteArray writeFlow(const Flow &flow)
{
    json::Object out{ { "authscope", 1 } };
    if (!flow.name.isEmpty())
        out["name"] = json::string(flow.name);
    if (!flow.about.isEmpty())
        out["about"] = json::string(flow.about);
    if (!flow.server.isEmpty())
        out["server"] = json::string(flow.server);
    if (!flow.connection.isEmpty())
        out["connection"] = json::string(flow.connection);
    if (!flow.variables.empty())
        out["variables"] = flow.variables;
    json::Array steps;
    for (const Step &step : flow.steps)
        steps.push_back(toJson(step));
    out["steps"] = std::move(steps);
    return json::pretty(out).trimmed() + '\n';
}

} // namespace authscope::replay
