// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signin/stepdata.h"

#include "ui/common/text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Steps", text);
}

QString markLetter(Mark mark)
{
    switch (mark) {
    case Mark::Passed:
        return u"✓"_s;
    case Mark::Noted:
        return u"!"_s;
    case Mark::Failed:
        return u"✗"_s;
    case Mark::Skipped:
    case Mark::Waiting:
    case Mark::Running:
    case Mark::Person:
    case Mark::Cancelled:
        return u"–"_s;
    case Mark::Exchange:
        return u"↔"_s;
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace

ExchangeLine exchangeLine(const net::Exchange &exchange)
{
    QByteArray path = exchange.url;
    const qsizetype host = path.indexOf("://");
    const qsizetype slash = host < 0 ? -1 : path.indexOf('/', host + 3);
    path = slash < 0 ? path : path.sliced(slash);
    QStringList outcome;
    if (exchange.status > 0)
        outcome += QString::number(exchange.status);
    else
        outcome += exchange.isDone() ? base::cleaned(exchange.failure) : tr("running");
    if (exchange.isDone()) {
        outcome += sizeText(exchange.responseSize);
        outcome += durationText(*exchange.duration);
    }
    return { exchange.id, base::cleaned(exchange.method) + u' ' + base::cleaned(path, 120),
        outcome.join(u" · "_s) };
}

StepData stepData(const oauth::SignInStep &step, const net::ExchangeLog *log)
{
    StepData data{ .id = step.id(),
        .title = step.title(),
        .state = step.state(),
        .outcome = step.outcome(),
        .checks = step.checks(),
        .duration = step.duration(),
        .error = step.error() };
    for (const base::ExchangeId id : step.exchanges()) {
        const net::Exchange *exchange = log ? log->find(id) : nullptr;
        data.exchanges += exchange ? exchangeLine(*exchange)
                                   : ExchangeLine{ id, tr("Exchange %1").arg(id), tr("no longer kept") };
    }
    return data;
}

QList<StepData> emptySteps()
{
    using oauth::StepId;
    return {
        { .id = StepId::Resource, .title = tr("Protected resource") },
        { .id = StepId::Server, .title = tr("Authorization server") },
        { .id = StepId::Client, .title = tr("Client identity") },
        { .id = StepId::Consent, .title = tr("Consent") },
        { .id = StepId::Browser, .title = tr("Browser and loopback") },
        { .id = StepId::Exchange, .title = tr("Code for tokens") },
        { .id = StepId::IdToken, .title = tr("ID token") },
        { .id = StepId::Keep, .title = tr("Kept") },
    };
}

Mark markOf(oauth::StepState state)
{
    switch (state) {
    case oauth::StepState::Waiting:
        return Mark::Waiting;
    case oauth::StepState::Running:
        return Mark::Running;
    case oauth::StepState::AwaitingPerson:
        return Mark::Person;
    case oauth::StepState::Done:
        return Mark::Passed;
    case oauth::StepState::Noted:
        return Mark::Noted;
    case oauth::StepState::Skipped:
        return Mark::Skipped;
    case oauth::StepState::Failed:
        return Mark::Failed;
    case oauth::StepState::Cancelled:
        return Mark::Cancelled;
    }
    Q_UNREACHABLE();
    return Mark::Waiting;
}

Mark markOf(base::CheckState state)
{
    switch (state) {
    case base::CheckState::Passed:
        return Mark::Passed;
    case base::CheckState::Noted:
        return Mark::Noted;
    case base::CheckState::Failed:
        return Mark::Failed;
    case base::CheckState::Skipped:
        return Mark::Skipped;
    }
    Q_UNREACHABLE();
    return Mark::Waiting;
}

QString objectNameOf(oauth::StepId id)
{
    switch (id) {
    case oauth::StepId::Resource:
        return u"resourceStep"_s;
    case oauth::StepId::Server:
        return u"serverStep"_s;
    case oauth::StepId::Client:
        return u"clientStep"_s;
    case oauth::StepId::Consent:
        return u"consentStep"_s;
    case oauth::StepId::Browser:
        return u"browserStep"_s;
    case oauth::StepId::Exchange:
        return u"exchangeStep"_s;
    case oauth::StepId::IdToken:
        return u"idTokenStep"_s;
    case oauth::StepId::Keep:
        return u"keepStep"_s;
    }
    Q_UNREACHABLE();
    return {};
}

QString signInReport(const QString &connection, const QByteArray &url, const QList<StepData> &steps)
{
    QStringList lines{ tr("Sign-in at %1 (%2)").arg(base::cleaned(connection), base::cleaned(url, 2000)) };
    int number = 0;
    for (const StepData &step : steps) {
        QString line
            = u"%1 %2. %3"_s.arg(markLetter(markOf(step.state)), QString::number(++number), step.title);
        if (!step.outcome.isEmpty())
            line += u": "_s + base::cleaned(step.outcome, 500);
        if (step.duration)
            line += u" ("_s + durationText(*step.duration) + u')';
        lines += line;
        for (const base::Check &check : step.checks) {
            QString what = u"    %1 %2: %3"_s.arg(
                markLetter(markOf(check.state)), base::cleaned(check.title), base::cleaned(check.found, 500));
            if (!check.expected.isEmpty())
                what += tr(" (expected %1)").arg(base::cleaned(check.expected, 500));
            if (!check.rule.isEmpty())
                what += u" ["_s + check.rule + u']';
            lines += what;
        }
        for (const ExchangeLine &exchange : step.exchanges)
            lines += u"    ↔ %1 → %2"_s.arg(exchange.request, exchange.outcome);
        if (step.error)
            lines += u"    "_s + base::cleaned(base::oneLine(*step.error), 2000);
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace authscope::ui
