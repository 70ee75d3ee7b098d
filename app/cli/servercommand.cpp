// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/servercommand.h"

#include "base/errorcodes.h"
#include "cli/signinlines.h"

using namespace Qt::StringLiterals;

namespace authscope::cli {

ServerCommand::ServerCommand(
    const Globals &globals, Output &output, std::string target, BrowserOptions browser)
    : Command(globals, output), m_target(std::move(target)), m_browser(std::move(browser))
{
}

void ServerCommand::reach(session::WriteConfirmer *confirmer, std::function<void(session::Connection *)> then)
{
    if (!open(m_browser, confirmer))
        return;
    session::Connection *kept = workspace().find(QString::fromStdString(m_target));
    if (!kept) {
        const bool isNumber = !m_target.empty()
            && std::all_of(m_target.begin(), m_target.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (isNumber) {
            find(m_target); // ends with OA-004
            return;
        }
        const QByteArray url = typedUrl(m_target);
        if (url.isEmpty() || !openUnkept(m_browser, confirmer))
            return;
        const auto added = workspace().add(url);
        if (!added)
            return fail(added.error());
        follow(*added);
        return then(*added);
    }
    follow(kept);
    await(kept->restore(this), [this, kept, then = std::move(then)](const base::Result<bool> &restored) {
        // A sign-in that has ended can be made anew when there is a browser; a dead network cannot.
        if (!restored && (!m_browser.isChosen() || restored.error().kind != base::ErrorKind::Refused))
            return failAt(kept, restored.error());
        then(kept);
    });
}

void ServerCommand::follow(session::Connection *connection)
{
    connection->setSignInOnDemand(m_browser.isChosen());
    connect(connection, &session::Connection::signInStarted, this, [this](oauth::SignInFlow *flow) {
        new SignInLines(
            flow, [this](const QString &text) { out().note(text); }, this);
    });
}

void ServerCommand::failAt(const session::Connection *connection, const base::Error &error)
{
    if (error.code == base::code::notSignedIn)
        return fail(notSignedInError(connection->url(), &error));
    base::Error told = error;
    if (error.code == base::code::insufficientScope && !m_browser.isChosen())
        told.nextStep = u"Give --browser, and the permission is asked for on the way."_s;
    fail(told);
}

} // namespace authscope::cli
