// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/text.h"
#include "oauth/discovery.h"
#include "session/connection.h"
#include "session/features.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

SignOut::SignOut(Connection *connection, Undo how, QObject *parent)
    : ResultOperation(parent)
    , m_connection(connection)
    , m_how(how)
    , m_services(connection->m_services)
    , m_id(connection->id())
{
}

template <class Step, class Then>
void SignOut::await(Step *step, Then then)
{
    m_step = step;
    connect(step, &base::Operation::finished, this, [this, step, then] {
        step->deleteLater();
        if (isRunning())
            then(step);
    });
    step->start();
}

void SignOut::run()
{
    if (!m_connection)
        return finishWith(base::cancelledError());
    if (m_connection->m_flow)
        m_connection->m_flow->cancel();
    m_hadGrant = m_connection->m_keeper->hasGrant();
    m_connection->closeSession(); // while there is a token to take leave with
    if (m_how == Undo::Forget || !m_hadGrant)
        return await(m_connection->m_keeper->forget(this), [this](oauth::TokenKeeper::ForgetOperation *done) {
            wiped({ .problem
                = done->result() ? std::nullopt : std::optional<base::Error>(done->result().error()) });
        });
    await(m_connection->m_keeper->take(this), [this](oauth::TokenKeeper::TakeOperation *done) {
        if (!done->result())
            return finishWith(done->result().error());
        wiped(*done->result());
    });
}

void SignOut::wiped(const oauth::TakenGrant &taken)
{
    m_isWiped = true;
    m_grant = taken.grant;
    m_problem = taken.problem;
    if (m_connection) {
        const auto removed = m_connection->m_store->removeGrant(m_id);
        if (!removed && !m_problem)
            m_problem = removed.error();
        m_connection->m_knownGrant.reset();
        m_connection->m_tools.clear();
        m_connection->m_toolsLoaded = false;
        m_connection->m_features->clear();
        m_connection->setLastError({});
        Q_EMIT m_connection->toolsChanged();
        Q_EMIT m_connection->tokensChanged();
    }
    say(m_problem
            ? u"The tokens were removed from memory, but not from the keychain: %1"_s.arg(m_problem->message)
            : u"Nothing of the sign-in is kept here."_s);
    if (m_how == Undo::Forget || !m_hadGrant)
        return conclude();
    revoke();
}

void SignOut::revoke()
{
    if (oauth::revocationEndpoint(m_grant.server).isEmpty()) {
        m_report.note = u"The provider offers no revocation (RFC 7009): its tokens live until they expire."_s;
        say(m_report.note);
        return openBrowser();
    }
    await(new oauth::Revocation(m_services, m_grant, m_id, this),
        [this](oauth::Revocation *done) { revoked(done->result()); });
}

void SignOut::revoked(const base::Result<bool> &result)
{
    m_report.revokedAtProvider = result.has_value();
    if (!result)
        m_report.note = u"The provider did not revoke: "_s + base::oneLine(result.error());
    else if (!*result)
        m_report.note = u"The provider revoked the refresh token; the access token lives until it expires."_s;
    say(m_report.note.isEmpty() ? u"The provider revoked the tokens."_s : m_report.note);
    if (!result)
        return openBrowser();
    prove();
}

void SignOut::prove()
{
    auto *proof = new oauth::ProveDead(m_services, m_grant, m_id, this);
    proof->setPatience(m_patience);
    connect(proof, &oauth::ProveDead::tried, this, &SignOut::waiting);
    await(proof, [this](oauth::ProveDead *done) {
        m_report.proof = done->soFar();
        say(m_report.proof->sentence());
        openBrowser();
    });
}

void SignOut::openBrowser()
{
    if (m_how != Undo::AtProvider)
        return conclude();
    auto *end = new oauth::EndSession(m_services, m_grant, this);
    end->setPatience(m_browserPatience);
    connect(end, &oauth::EndSession::opened, this, [this](bool isAwaited) {
        m_report.browserOpened = true;
        say(u"The provider's sign-out was opened in %1. %2"_s.arg(m_services.browser->displayName(),
            isAwaited ? u"Finish it there; it is awaited here."_s
                      : u"It is done when the page there says so."_s));
    });
    await(end, [this](oauth::EndSession *done) { ended(done->result()); });
}

void SignOut::ended(const base::Result<oauth::SessionEnd> &end)
{
    if (!end) {
        const QString line = base::oneLine(end.error());
        m_report.note += (m_report.note.isEmpty() ? QString() : u" "_s) + line;
        say(line);
        return conclude();
    }
    m_report.cameBack = end->hasReturned;
    if (end->foreignAnswers > 0)
        say(u"%1 %2 with another state, or none, and ignored."_s.arg(base::code::foreignAnswer,
            end->foreignAnswers == 1 ? u"1 answer came"_s : u"%1 answers came"_s.arg(end->foreignAnswers)));
    if (end->hasReturned)
        say(u"The provider sent the browser back: the session there has ended."_s);
    else if (end->isAwaited)
        say(u"The browser did not come back within %1 seconds: whether the session there has ended is not "
            "known here. Look at the page."_s.arg(m_browserPatience.count() / 1000));
    conclude();
}

void SignOut::say(const QString &line)
{
    m_report.lines.append(line);
    Q_EMIT stepped(line);
}

void SignOut::record()
{
    if (!m_connection || !m_isWiped)
        return;
    m_connection->recordConsent(m_report.revokedAtProvider ? "revoked" : "forgotten", {}, {},
        m_how == Undo::Forget ? m_report.note : m_report.lines.mid(1).join(u' '));
}

void SignOut::conclude()
{
    record();
    if (!m_problem)
        return finishWith(m_report);
    base::Error error = *m_problem;
    if (m_report.lines.size() > 1)
        error.message += u' ' + m_report.lines.mid(1).join(u' ');
    finishWith(std::move(error));
}

void SignOut::abort()
{
    if (m_step)
        m_step->cancel();
    record(); // what was seen up to here is known
}

} // namespace authscope::session
