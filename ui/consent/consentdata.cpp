// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/consent/consentdata.h"

#include "base/text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Consent", text);
}

} // namespace

QStringList toolsNeeding(const QByteArray &scope, const QList<mcp::Tool> &tools)
{
    QStringList names;
    for (const mcp::Tool &tool : tools) {
        if (tool.neededScopes().contains(scope))
            names += base::cleaned(tool.name, 60);
    }
    return names;
}

QList<GrantedScope> compareScopes(
    const QList<QByteArray> &requested, const QList<QByteArray> &granted, const QList<mcp::Tool> &tools)
{
    using Outcome = GrantedScope::Outcome;
    QList<GrantedScope> rows;
    for (const QByteArray &scope : requested) {
        rows += { scope, granted.contains(scope) ? Outcome::Granted : Outcome::Dropped,
            toolsNeeding(scope, tools) };
    }
    for (const QByteArray &scope : granted) {
        if (!requested.contains(scope))
            rows += { scope, Outcome::Added, toolsNeeding(scope, tools) };
    }
    return rows;
}

QString outcomeWords(GrantedScope::Outcome outcome)
{
    switch (outcome) {
    case GrantedScope::Outcome::Granted:
        return tr("granted");
    case GrantedScope::Outcome::Dropped:
        return tr("dropped by the server");
    case GrantedScope::Outcome::Added:
        return tr("added by the server");
    }
    Q_UNREACHABLE();
    return {};
}

Tone outcomeTone(GrantedScope::Outcome outcome)
{
    switch (outcome) {
    case GrantedScope::Outcome::Granted:
        return Tone::Good;
    case GrantedScope::Outcome::Dropped:
    case GrantedScope::Outcome::Added:
        return Tone::Caution;
    }
    Q_UNREACHABLE();
    return {};
}

QString eventWords(const QByteArray &what)
{
    const std::pair<QByteArray, QString> words[] = {
        { "granted", tr("Granted") },
        { "changed", tr("Changed") },
        { "refused", tr("Refused") },
        { "refreshed", tr("Refreshed") },
        { "revoked", tr("Revoked at the provider") },
        { "forgotten", tr("Forgotten here") },
    };
    for (const auto &[name, text] : words) {
        if (name == what)
            return text;
    }
    return base::cleaned(what);
}

} // namespace authscope::ui
