// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/toolconsents.h"

#include "base/errorcodes.h"
#include "base/text.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace authscope::session {

using base::Error;
using base::ErrorKind;

namespace {

constexpr qsizetype longestDefinition = 512 * 1024;
constexpr qsizetype mostNames = 20000;

std::optional<OwnRule> ruleOf(const store::ToolConsent &consent)
{
    const auto rule = ruleNamed(consent.rule);
    return rule ? std::optional(OwnRule{ *rule, consent.isConfirmed }) : std::nullopt;
}

bool allows(const std::optional<OwnRule> &own)
{
    return own && (own->rule == CallRule::AllowAlways || own->rule == CallRule::AllowSession);
}

PinState pinOf(const store::ToolConsent &consent, const mcp::Tool &tool)
{
    if (consent.fingerprint.isEmpty())
        return PinState::NeverApproved;
    return consent.fingerprint == fingerprintOf(tool) ? PinState::Same : PinState::Changed;
}

} // namespace

ToolConsents::ToolConsents(store::Store *store, QString connection, const base::Clock *clock, QObject *parent)
    : QObject(parent), m_store(store), m_connection(std::move(connection)), m_clock(clock)
{
}

store::ToolConsent ToolConsents::stored(const QString &tool) const
{
    const auto found = m_store->toolConsent(m_connection, tool);
    return found && *found ? **found : store::ToolConsent{ .connection = m_connection, .tool = tool };
}

base::Result<void> ToolConsents::save(const store::ToolConsent &consent)
{
    const auto saved = m_store->save(consent);
    if (!saved)
        Q_EMIT failed(saved.error());
    Q_EMIT changed();
    return saved;
}

CallRule ToolConsents::rule() const
{
    return ruleNamed(stored({}).rule).value_or(CallRule::AskForWrites);
}

base::Result<void> ToolConsents::setRule(CallRule rule)
{
    if (rule == CallRule::AllowAlways || rule == CallRule::AllowSession)
        return base::fail(Error{ .kind = ErrorKind::Usage,
            .code = base::code::usage,
            .message = u"All tools of a connection cannot be allowed at once, only one by one. Nothing was "
                       "changed."_s });
    store::ToolConsent own = stored({});
    own.rule = rule == CallRule::AskForWrites ? QByteArray() : ruleName(rule);
    return save(own);
}

bool ToolConsents::isLocked() const
{
    return m_isLockedForNow || stored({}).isLocked;
}

base::Result<void> ToolConsents::setLocked(bool locked)
{
    store::ToolConsent own = stored({});
    own.isLocked = locked;
    return save(own);
}

std::optional<OwnRule> ToolConsents::ownRule(const QString &tool) const
{
    const auto now = m_session.constFind(tool);
    return now != m_session.cend() ? std::optional(*now) : ruleOf(stored(tool));
}

base::Result<void> ToolConsents::setOwnRule(const QString &tool, std::optional<OwnRule> own)
{
    m_session.remove(tool);
    if (own && own->rule == CallRule::AllowSession) {
        m_session.insert(tool, *own);
        Q_EMIT changed();
        return {};
    }
    store::ToolConsent consent = stored(tool);
    consent.rule = own ? ruleName(own->rule) : QByteArray();
    consent.isConfirmed = own && own->isConfirmed;
    return save(consent);
}

base::Result<CallSituation> ToolConsents::situation(const mcp::Tool &tool, bool isAmbiguous) const
{
    // Not knowing what a person decided is no leave to call: errors are handed on.
    const auto own = m_store->toolConsent(m_connection, tool.name);
    if (!own)
        return base::fail(own.error());
    const auto general = m_store->toolConsent(m_connection, {});
    if (!general)
        return base::fail(general.error());
    const store::ToolConsent consent = own->value_or(store::ToolConsent());
    const store::ToolConsent all = general->value_or(store::ToolConsent());
    const auto now = m_session.constFind(tool.name);
    return CallSituation{ .effect = tool.effect(),
        .writesOutside = tool.writesOutside(),
        .own = now != m_session.cend() ? std::optional(*now) : ruleOf(consent),
        .general = ruleNamed(all.rule).value_or(CallRule::AskForWrites),
        .isLocked = m_isLockedForNow || all.isLocked,
        .pin = pinOf(consent, tool),
        .isAmbiguous = isAmbiguous };
}

base::Result<void> ToolConsents::approve(const mcp::Tool &tool, CallAnswer::Remember remember)
{
    store::ToolConsent consent = stored(tool.name);
    const json::Object definition = definitionOf(tool);
    const QByteArray fingerprint = fingerprintOf(definition);
    const bool isChanged = !consent.fingerprint.isEmpty() && consent.fingerprint != fingerprint;
    const CallDecision might = decide({ .effect = tool.effect(),
        .writesOutside = tool.writesOutside(),
        .own = OwnRule{ CallRule::AskAlways } });
    const bool isNew = consent.fingerprint != fingerprint;
    bool isDifferent = isNew;
    if (isChanged) {
        consent.isConfirmed = false;
        m_session.remove(tool.name);
    }
    if (remember == CallAnswer::Remember::Always && might.mayAllowAlways) {
        consent.rule = ruleName(CallRule::AllowAlways);
        isDifferent = true;
    } else if (remember == CallAnswer::Remember::Session && might.mayAllowSession) {
        m_session.insert(tool.name, { CallRule::AllowSession });
        isDifferent = true;
    }
    if (!isDifferent)
        return {};
    if (isNew) {
        consent.fingerprint = fingerprint;
        consent.definition = json::compact(definition);
        if (consent.definition.size() > longestDefinition)
            consent.definition.clear();
        consent.approved = m_clock->now();
    }
    return save(consent);
}

void ToolConsents::explain(CallQuestion *question) const
{
    const store::ToolConsent consent = stored(question->tool.name);
    question->approved = consent.approved;
    if (pinOf(consent, question->tool) != PinState::Changed)
        return;
    const auto before = json::parseObject(consent.definition, u"The tool as it was approved"_s,
        { .maxBytes = longestDefinition, .maxDepth = 200, .refuseDuplicates = false });
    if (before)
        question->changes = differencesOf(*before, definitionOf(question->tool));
    else
        question->changesAreUnknown = true;
}

PinState ToolConsents::pin(const mcp::Tool &tool) const
{
    return pinOf(stored(tool.name), tool);
}

QSet<QString> ToolConsents::changedTools(const QList<mcp::Tool> &tools) const
{
    QHash<QString, QByteArray> approved;
    for (const store::ToolConsent &consent :
        m_store->toolConsents(m_connection).value_or(QList<store::ToolConsent>())) {
        if (!consent.fingerprint.isEmpty())
            approved.insert(consent.tool, consent.fingerprint);
    }
    QSet<QString> out;
    for (const mcp::Tool &tool : tools) {
        const auto pin = approved.constFind(tool.name);
        if (pin != approved.cend() && *pin != fingerprintOf(tool))
            out.insert(tool.name);
    }
    return out;
}

std::optional<store::ToolConsent> ToolConsents::consent(const QString &tool) const
{
    return m_store->toolConsent(m_connection, tool).value_or(std::nullopt);
}

QList<ToolConsents::Decision> ToolConsents::decisions() const
{
    QList<Decision> out;
    QSet<QString> seen;
    for (const store::ToolConsent &consent :
        m_store->toolConsents(m_connection).value_or(QList<store::ToolConsent>())) {
        if (consent.tool.isEmpty())
            continue;
        seen.insert(consent.tool);
        const auto own = ownRule(consent.tool);
        if (own || consent.approved)
            out.append({ consent.tool, own, consent.approved });
    }
    for (auto it = m_session.cbegin(); it != m_session.cend(); ++it) {
        if (!seen.contains(it.key()))
            out.append({ it.key(), *it, {} });
    }
    std::sort(out.begin(), out.end(), [](const Decision &a, const Decision &b) { return a.tool < b.tool; });
    return out;
}

int ToolConsents::allowances() const
{
    const QList<Decision> all = decisions();
    return int(
        std::count_if(all.begin(), all.end(), [](const Decision &decision) { return allows(decision.own); }));
}

base::Result<void> ToolConsents::forget(const QString &tool)
{
    m_session.remove(tool);
    return save({ .connection = m_connection, .tool = tool });
}

base::Result<void> ToolConsents::forgetAll()
{
    m_session.clear();
    const auto removed = m_store->removeToolConsents(m_connection);
    Q_EMIT changed();
    return removed;
}

void ToolConsents::forgetSession()
{
    m_session.clear();
    Q_EMIT changed();
}

base::Result<void> ToolConsents::withdrawAllowances()
{
    m_session.clear();
    base::Result<void> out;
    for (store::ToolConsent consent :
        m_store->toolConsents(m_connection).value_or(QList<store::ToolConsent>())) {
        if (!allows(ruleOf(consent)))
            continue;
        consent.rule.clear();
        consent.isConfirmed = false;
        if (const auto saved = m_store->save(consent); !saved)
            out = saved;
    }
    Q_EMIT changed();
    return out;
}

void ToolConsents::learn(const QString &tool, const QList<QByteArray> &scopes, const QByteArray &how)
{
    constexpr qsizetype mostScopes = 200; // of one challenge
    for (const QByteArray &scope : scopes.mid(0, mostScopes)) {
        if (const auto saved = m_store->save(store::LearnedScope{
                .connection = m_connection, .tool = tool, .scope = scope, .how = how, .at = m_clock->now() });
            !saved)
            Q_EMIT failed(saved.error());
    }
    if (!scopes.isEmpty())
        Q_EMIT learnedMore();
}

QList<store::LearnedScope> ToolConsents::learned() const
{
    return m_store->learnedScopes(m_connection).value_or(QList<store::LearnedScope>());
}

base::Result<void> ToolConsents::forgetLearned()
{
    const auto removed = m_store->removeLearnedScopes(m_connection);
    Q_EMIT learnedMore();
    return removed;
}

void ToolConsents::listed(const QList<mcp::Tool> &tools, const QByteArray &account)
{
    QSet<QString> now;
    json::Array names;
    for (const mcp::Tool &tool : tools.mid(0, mostNames)) {
        if (now.contains(tool.name))
            continue;
        now.insert(tool.name);
        names.emplace_back(json::string(tool.name));
    }
    const auto kept = m_store->toolNames(m_connection, account);
    const QByteArray written = json::compact(names);
    if (kept && *kept && (*kept)->names == written)
        return;
    if (kept && *kept) {
        const auto before = json::parse((*kept)->names, u"The tools listed before"_s,
            { .maxBytes = (*kept)->names.size() + 1, .refuseDuplicates = false });
        QSet<QString> was;
        if (before && before->is_array()) {
            for (const json::Value &name : before->get_array()) {
                if (name.is_string())
                    was.insert(json::text(name.get_string()));
            }
        }
        const bool hadNews = !m_news.isEmpty();
        for (const QString &name : now) {
            if (!was.contains(name) && !m_news.vanished.removeOne(name) && !m_news.appeared.contains(name))
                m_news.appeared += name;
        }
        for (const QString &name : was) {
            if (!now.contains(name) && !m_news.appeared.removeOne(name) && !m_news.vanished.contains(name))
                m_news.vanished += name;
        }
        m_news.appeared.sort();
        m_news.vanished.sort();
        if (!hadNews)
            m_news.since = (*kept)->at;
        Q_EMIT newsChanged();
    }
    if (const auto saved = m_store->save(store::ToolNames{
            .connection = m_connection, .account = account, .at = m_clock->now(), .names = written });
        !saved)
        Q_EMIT failed(saved.error());
}

void ToolConsents::dismissNews()
{
    m_news = {};
    Q_EMIT newsChanged();
}

} // namespace authscope::session
