// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/signinlines.h"

#include "cli/documents.h"
#include "cli/output.h"

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

bool hasEnded(oauth::StepState state)
{
    switch (state) {
    case oauth::StepState::Waiting:
    case oauth::StepState::Running:
    case oauth::StepState::AwaitingPerson:
        return false;
    case oauth::StepState::Done:
    case oauth::StepState::Noted:
    case oauth::StepState::Skipped:
    case oauth::StepState::Failed:
    case oauth::StepState::Cancelled:
        return true;
    }
    Q_UNREACHABLE();
    return false;
}

} // namespace

SignInLines::SignInLines(oauth::SignInFlow *flow, Say say, QObject *parent)
    : QObject(parent), m_flow(flow), m_say(std::move(say))
{
    connect(
        flow, &oauth::SignInFlow::stepChanged, this, [this](const oauth::SignInStep *step) { show(*step); });
    connect(flow, &oauth::SignInFlow::consentNeeded, this, &SignInLines::agree);
    if (flow->consentRequest())
        QMetaObject::invokeMethod(this, &SignInLines::agree, Qt::QueuedConnection);
}

void SignInLines::show(const oauth::SignInStep &step)
{
    if (!hasEnded(step.state()) || m_shown.contains(int(step.id())))
        return;
    m_shown.insert(int(step.id()));
    m_say(stepLine(step));
    for (const base::Check &check : step.checks())
        if (check.state == base::CheckState::Failed || check.state == base::CheckState::Noted)
            m_say(u"    "_s + checkLine(check));
}

void SignInLines::agree()
{
    if (!m_flow->consentRequest())
        return;
    QList<QByteArray> scopes;
    for (const oauth::ConsentScope &scope : m_flow->consentRequest()->scopes)
        scopes.append(scope.scope);
    m_flow->agree(scopes);
}

} // namespace authscope::cli
