// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/text.h"
#include "session/connection.h"
#include "session/heldsecrets.h"
#include "session/secretvalues.h"
#include "session/toolchallenge.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

using base::Error;
using base::ErrorKind;

namespace {

/// Who was signed in, as a person would look for them.
QString caller(const oauth::Identity &identity)
{
    for (const QString &words : { identity.email, identity.name, QString::fromUtf8(identity.subject) }) {
        if (!words.isEmpty())
            return base::cleaned(words);
    }
    return {};
}

Error notConfirmed(const QString &tool, const QString &what)
{
    return { .kind = ErrorKind::Refused,
        .code = base::code::confirmationNeeded,
        .message = u"“%1” can change things and was not confirmed. %2"_s.arg(base::cleaned(tool, 80), what) };
}

} // namespace

ToolCall::ToolCall(Connection *connection, QString tool, json::Object arguments, QObject *parent)
    : ResultOperation(parent)
    , m_connection(connection)
    , m_tool(std::move(tool))
    , m_arguments(std::move(arguments))
{
    ++m_connection->m_gestures;
    m_connection->m_calls.append(this);
}

ToolCall::~ToolCall()
{
    if (!m_connection)
        return;
    --m_connection->m_gestures;
    m_connection->m_calls.removeAll(this);
}

void ToolCall::run()
{
    m_started = m_connection->m_services.clock->now();
    if (m_connection->areToolsLoaded())
        return confirm();
    Q_EMIT phaseChanged(u"listing tools"_s);
    auto *list = m_connection->loadTools(this, true);
    m_step = list;
    connect(list, &Operation::finished, this, [this, list] {
        list->deleteLater();
        if (!list->result())
            return conclude(base::fail(list->result().error()));
        confirm();
    });
    list->start();
}

void ToolCall::confirm()
{
    const QList<mcp::Tool> &tools = m_connection->tools();
    const auto tool = std::find_if(
        tools.begin(), tools.end(), [this](const mcp::Tool &one) { return one.name == m_tool; });
    if (tool == tools.end()) {
        QStringList names;
        for (const mcp::Tool &one : tools)
            names << base::cleaned(one.name, 40);
        return conclude(base::fail(Error{ .kind = ErrorKind::Usage,
            .code = base::code::noSuchTool,
            .message = u"The server has no tool “%1”. Nothing was called."_s.arg(base::cleaned(m_tool, 80)),
            .nextStep = u"It offers: %1."_s.arg(names.mid(0, 20).join(u", "_s)) }));
    }
    // T188: a server may ask for a token as if it were one more argument.
    HeldSecrets held;
    const auto all
        = m_connection->parent()->findChildren<Connection *>(QString(), Qt::FindDirectChildrenOnly);
    for (const Connection *one : all) {
        const oauth::Grant &grant = one->m_keeper->grant();
        held.add(base::SecretKind::AccessToken, grant.tokens.accessToken, u"access token"_s, one->name());
        held.add(base::SecretKind::RefreshToken, grant.tokens.refreshToken, u"refresh token"_s, one->name());
        held.add(base::SecretKind::IdToken, grant.tokens.idToken, u"ID token"_s, one->name());
        held.add(base::SecretKind::ClientSecret, grant.client.clientSecret, u"client secret"_s, one->name());
        for (const auto &[name, value] : one->m_headers->values()) {
            // A short one is more likely a word than a key.
            if (value.reveal().size() >= 16)
                held.add(base::SecretKind::Other, value, u"header field %1"_s.arg(base::cleaned(name)),
                    one->name());
        }
    }
    if (auto passedOn = held.among(m_arguments, m_tool, m_connection->url()))
        return conclude(base::fail(std::move(*passedOn)));
    if (!tool->writes())
        return send();
    m_write = *tool;
    askPerson([this](bool yes) {
        if (yes)
            return send();
        conclude(base::fail(notConfirmed(m_tool, u"Nothing was called."_s)));
    });
}

void ToolCall::askPerson(std::function<void(bool)> then)
{
    Q_EMIT phaseChanged(u"waiting for your yes"_s);
    m_connection->m_confirmer->confirm(m_connection->id(), *m_write, m_arguments,
        [self = QPointer<ToolCall>(this), then = std::move(then)](bool yes) {
            if (!self || !self->isRunning())
                return;
            if (yes && self->m_connection)
                self->m_confirmed = self->m_connection->m_services.clock->now();
            then(yes);
        });
}

void ToolCall::beforeSendingAgain(std::function<void(bool)> then)
{
    constexpr std::chrono::minutes fresh{ 1 };
    if (!m_connection)
        return then(false);
    if (!m_write || m_connection->m_services.clock->now() - m_confirmed < fresh)
        return then(true);
    askPerson(std::move(then));
}

void ToolCall::send()
{
    Q_EMIT phaseChanged(u"calling"_s);
    m_started = m_connection->m_services.clock->now();
    auto *call = m_connection->mcpSession()->callTool(m_tool, m_arguments, this);
    m_step = call;
    mcp::FeatureSignals *events = call->events();
    m_events = events;
    connect(events, &mcp::FeatureSignals::progressed, this, &ToolCall::progressed);
    connect(events, &mcp::FeatureSignals::logged, this, &ToolCall::logged);
    connect(events, &mcp::FeatureSignals::phaseChanged, this, &ToolCall::phaseChanged);
    connect(events, &mcp::FeatureSignals::taskChanged, this, &ToolCall::taskChanged);
    connect(events, &mcp::FeatureSignals::visitAwaited, this, &ToolCall::visitAwaited);
    connect(m_connection, &Connection::signInStarted, call, [this] { Q_EMIT phaseChanged(u"signing in"_s); });
    connect(call, &Operation::finished, this, [this, call] {
        call->deleteLater();
        answered(call->result());
    });
    call->start();
}

QByteArray ToolCall::operation() const
{
    return "tools/call " + m_tool.toUtf8();
}

void ToolCall::answered(const base::Result<mcp::ToolResult> &result)
{
    if (!result || !m_connection || !dealWithChallenge(*result))
        conclude(result);
}

/// A challenge may come inside a result, with status 200: the same is done about it as about a 401 or 403,
/// and the call is sent again. Counted apart from those: an answer with status 200 lets the others go.
bool ToolCall::dealWithChallenge(const mcp::ToolResult &result)
{
    const QByteArray inResults = operation() + " (in its result)";
    const auto refusal = refusalInResult(result, inResults, m_attempt);
    if (!refusal) {
        m_connection->m_reauthorizations.remove(inResults);
        return false;
    }
    auto *dealing = m_connection->refused(*refusal, this);
    m_step = dealing;
    connect(dealing, &Operation::finished, this, [this, dealing, result] {
        dealing->deleteLater();
        if (!isRunning())
            return;
        if (!dealing->result())
            return conclude(base::fail(dealing->result().error()));
        if (*dealing->result() == net::Verdict::GiveUp || !m_connection)
            return conclude(result);
        ++m_attempt;
        beforeSendingAgain([this](bool yes) {
            if (yes)
                return send();
            conclude(base::fail(notConfirmed(m_tool, u"It was not called again."_s)));
        });
    });
    dealing->start();
    return true;
}

void ToolCall::proceed()
{
    if (m_events)
        m_events->proceed();
}

void ToolCall::conclude(const base::Result<mcp::ToolResult> &result)
{
    record(result);
    finishWith(result);
}

void ToolCall::record(const base::Result<mcp::ToolResult> &result)
{
    if (!m_connection)
        return;
    base::Redactor *redactor = m_connection->m_services.redactor();
    store::CallRecord call{ .connection = m_connection->id(),
        .at = m_started,
        .tool = m_tool,
        .identity = caller(m_connection->identity()),
        .arguments = redactor->redactBody(json::compact(m_arguments), "application/json"),
        .durationMs = (m_connection->m_services.clock->now() - m_started).count() };
    if (result) {
        call.result = redactor->redactBody(json::compact(result->raw), "application/json");
        call.outcome = result->isError ? "tool_error" : "ok";
        call.durationMs = result->duration.count();
        call.generation = result->generation;
        call.exchange = result->exchange;
    } else {
        call.outcome = result.error().kind == ErrorKind::Cancelled ? "cancelled" : "error";
        call.error = redactor->redactText(base::oneLine(result.error()));
        call.exchange = result.error().exchange;
    }
    if (const auto added = m_connection->m_store->add(call); !added)
        m_connection->setLastError(added.error());
    Q_EMIT m_connection->historyChanged();
}

void ToolCall::abort()
{
    if (m_step)
        m_step->cancel();
    record(base::fail(base::cancelledError()));
}

} // namespace authscope::session
