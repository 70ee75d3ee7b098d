// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/text.h"
#include "session/connection.h"
#include "session/heldsecrets.h"
#include "session/secretvalues.h"
#include "session/toolchallenge.h"
#include "session/toolconsents.h"
#include "session/twincall.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

using base::Error;
using base::ErrorKind;

namespace {

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
    m_started = m_times.pressed = m_connection->m_services.clock->now();
    const net::ExchangeLog *log = m_connection->exchangeLog();
    connect(log, &net::ExchangeLog::added, this, [this, log](base::ExchangeId id) {
        constexpr qsizetype most = 200;
        const net::Exchange *exchange = log->find(id);
        if (isRunning() && m_connection && exchange && exchange->connection == m_connection->id()
            && m_times.exchanges.size() < most)
            m_times.exchanges += id;
    });
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

/// Null: there is none of that name.
const mcp::Tool *ToolCall::listedTool(bool *isAmbiguous) const
{
    *isAmbiguous = false;
    const mcp::Tool *found = nullptr;
    for (const mcp::Tool &one : m_connection->tools()) {
        if (one.name != m_tool)
            continue;
        if (!found)
            found = &one;
        else if (definitionOf(one) != definitionOf(*found))
            *isAmbiguous = true;
    }
    return found;
}

std::optional<Error> ToolCall::passedOn() const
{
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
    return held.among(m_arguments, m_tool, m_connection->url());
}

void ToolCall::confirm()
{
    bool isAmbiguous = false;
    const mcp::Tool *tool = listedTool(&isAmbiguous);
    if (!tool) {
        QStringList names;
        for (const mcp::Tool &one : m_connection->tools())
            names << base::cleaned(one.name, 40);
        return conclude(base::fail(Error{ .kind = ErrorKind::Usage,
            .code = base::code::noSuchTool,
            .message = u"The server has no tool “%1”. Nothing was called."_s.arg(base::cleaned(m_tool, 80)),
            .nextStep = u"It offers: %1."_s.arg(names.mid(0, 20).join(u", "_s)) }));
    }
    // T188: a server may ask for a token as if it were one more argument.
    if (auto held = passedOn())
        return conclude(base::fail(std::move(*held)));
    const auto situation = m_connection->m_consents->situation(*tool, isAmbiguous);
    if (!situation)
        return conclude(base::fail(situation.error()));
    const CallDecision decision = decide(*situation);
    if (auto refused = refusal(decision))
        return conclude(base::fail(std::move(*refused)));
    if (decision.kind == CallDecision::Kind::Ask)
        return askPerson(*tool, decision, [this](bool yes) {
            if (!yes)
                return conclude(base::fail(notConfirmed(m_tool, u"Nothing was called."_s)));
            // The list may have come anew while the question stood there.
            beforeSendingAgain([this](bool still) {
                if (still)
                    return getPermissions();
                conclude(base::fail(notConfirmed(m_tool, u"Nothing was called."_s)));
            });
        });
    m_agreed = *tool;
    // What ran without a question is what the person saw: a later change of it is told to them.
    if (const auto kept = m_connection->m_consents->approve(*tool, CallAnswer::Remember::Once); !kept)
        m_connection->setLastError(kept.error());
    getPermissions();
}

std::optional<Error> ToolCall::refusal(const CallDecision &decision) const
{
    const QString name = base::cleaned(m_tool, 80);
    const auto refused = [](const QString &code, const QString &message, const QString &next) {
        return Error{ .kind = ErrorKind::Refused, .code = code, .message = message, .nextStep = next };
    };
    switch (decision.reason) {
    case CallDecision::Reason::Allowed:
    case CallDecision::Reason::Write:
    case CallDecision::Reason::Rule:
    case CallDecision::Reason::Changed:
        return std::nullopt;
    case CallDecision::Reason::Locked:
        return refused(base::code::readOnlyLock,
            u"This connection is locked to tools that only read, and “%1” is not marked as one "
            "(readOnlyHint). Nothing was called."_s.arg(name),
            u"Take the lock away, or call it over another connection."_s);
    case CallDecision::Reason::Forbidden:
        return refused(base::code::toolForbidden,
            u"You decided that “%1” is never to be called. Nothing was called."_s.arg(name),
            u"Change that under “What tools may do”, or with “authscope-cli policies”."_s);
    case CallDecision::Reason::Ambiguous:
        return refused(base::code::toolAmbiguous,
            u"The server lists two tools that are both called “%1” and differ. A call names nothing but the "
            "tool, so nobody can say which one would run. Nothing was called."_s.arg(name),
            u"Tell whoever runs the server."_s);
    }
    Q_UNREACHABLE();
    return std::nullopt;
}

/// The step-up somebody asked for, then the call.
void ToolCall::getPermissions()
{
    if (m_permissions.isEmpty())
        return send();
    const QList<QByteArray> scopes = std::exchange(m_permissions, {});
    Q_EMIT phaseChanged(u"signing in"_s);
    oauth::SignInFlow *flow = m_connection->signIn(
        u"“%1” needs %2"_s.arg(base::cleaned(m_tool, 80), base::cleaned(scopes.join(", "), 200)), scopes);
    m_step = flow;
    connect(flow, &Operation::finished, this, [this, flow] {
        if (!isRunning())
            return;
        if (!flow->result())
            return conclude(base::fail(flow->result().error()));
        beforeSendingAgain([this](bool yes) {
            if (yes)
                return send();
            conclude(base::fail(notConfirmed(m_tool, u"The sign-in is done, and nothing was called."_s)));
        });
    });
}

void ToolCall::askPerson(const mcp::Tool &tool, const CallDecision &decision, std::function<void(bool)> then)
{
    Q_EMIT phaseChanged(u"waiting for your yes"_s);
    CallQuestion question{ .connection = m_connection->id(),
        .tool = tool,
        .arguments = m_arguments,
        .decision = decision,
        .cautions = cautionsOf(tool) };
    m_connection->m_consents->explain(&question);
    const QList<mcp::Tool> &tools = m_connection->tools();
    const QHash<qsizetype, LookAlike> looks = lookAlikes(tools);
    for (auto look = looks.cbegin(); look != looks.cend(); ++look) {
        if (tools[look.key()].name == tool.name)
            question.lookAlike = lookAlikeSentence(tool.name, *look);
    }
    m_connection->m_confirmer->ask(
        question, [self = QPointer<ToolCall>(this), tool, then = std::move(then)](const CallAnswer &answer) {
            if (!self || !self->isRunning())
                return;
            if (!answer.yes || !self->m_connection)
                return then(false);
            self->m_confirmed = self->m_connection->m_services.clock->now();
            self->m_times.agreed = self->m_confirmed;
            self->m_agreed = tool;
            if (const auto kept = self->m_connection->m_consents->approve(tool, answer.remember); !kept)
                self->m_connection->setLastError(kept.error());
            then(true);
        });
}

void ToolCall::beforeSendingAgain(std::function<void(bool)> then)
{
    constexpr std::chrono::minutes fresh{ 1 };
    if (!m_connection)
        return then(false);
    bool isAmbiguous = false;
    const mcp::Tool *now = listedTool(&isAmbiguous);
    if (!now || !m_agreed)
        return then(false);
    const bool isSame = definitionOf(*now) == definitionOf(*m_agreed);
    const bool isFresh = m_connection->m_services.clock->now() - m_confirmed < fresh;
    if (isSame && !isAmbiguous && (isFresh || !m_agreed->writes()))
        return then(true);
    const auto situation = m_connection->m_consents->situation(*now, isAmbiguous);
    if (!situation)
        return then(false);
    const CallDecision decision = decide(*situation);
    switch (decision.kind) {
    case CallDecision::Kind::Run:
        return then(isSame);
    case CallDecision::Kind::Ask:
        return askPerson(*now, decision, std::move(then));
    case CallDecision::Kind::Refuse:
        return then(false);
    }
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
    const auto refused = refusalInResult(result, inResults, m_attempt);
    if (!refused) {
        m_connection->m_reauthorizations.remove(inResults);
        return false;
    }
    if (const auto challenge = net::bearerChallenge(refused->challenges()))
        m_connection->m_consents->learn(
            m_tool, oauth::splitScopes(challenge->value("scope").value_or(QByteArray())), "result");
    auto *dealing = m_connection->refused(*refused, this);
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
        .identity = base::cleaned(accountName(m_connection->identity())),
        .arguments = redactor->redactBody(json::compact(m_arguments), "application/json"),
        .durationMs = (m_connection->m_services.clock->now() - m_started).count() };
    if (result) {
        // Of a large one only what is kept is written out, and a little more: a secret that was cut in two
        // would not be known.
        constexpr qsizetype looked = net::ExchangeLog::maxRead;
        const QByteArray text = json::beginningOf(result->raw, looked);
        call.result = redactor->redactBody(text, "application/json");
        if (text.size() == looked) {
            const net::Exchange *exchange = m_connection->exchangeLog()->find(result->exchange);
            call.resultSize = std::max<qint64>(exchange ? exchange->responseSize : 0, looked + 1);
        }
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
