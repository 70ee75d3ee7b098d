// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "base/urlguard.h"
#include "cli/documents.h"

#include <QTimer>
#include "session/chosenbrowser.h"

using namespace Qt::StringLiterals;

namespace authscope::cli {

using base::Error;
using base::ErrorKind;

namespace {

/// How long what is still to be said to servers may take at the end.
constexpr std::chrono::seconds farewellLimit{ 5 };
constexpr std::chrono::milliseconds farewellPoll{ 5 };

} // namespace

Error notSignedInError(const QByteArray &url, const Error *because)
{
    Error error = because ? *because
                          : Error{ .kind = ErrorKind::Refused,
                                .message = u"You are not signed in at %1."_s.arg(base::cleaned(url)) };
    error.code = base::code::notSignedIn;
    error.nextStep
        = u"Sign in with “authscope-cli login %1”, or let this command do it with --browser."_s.arg(
            base::cleaned(url));
    return error;
}

Command::Command(const Globals &globals, Output &output) : m_globals(globals), m_output(output) { }

Command::~Command()
{
    // They use the engine as long as they are there.
    qDeleteAll(findChildren<base::Operation *>(Qt::FindDirectChildrenOnly));
}

void Command::stop(const Error &why)
{
    if (m_ended)
        return;
    m_stoppedBy = why;
    if (m_waiting)
        m_waiting->cancel();
    else
        fail(why);
}

bool Command::open(const BrowserOptions &browser, session::WriteConfirmer *confirmer)
{
    return build(browser, confirmer, true, QString::fromStdString(m_globals.dataDir));
}

bool Command::openUnkept(
    const BrowserOptions &browser, session::WriteConfirmer *confirmer, const QString &dataDir)
{
    return build(
        browser, confirmer, false, dataDir.isEmpty() ? QString::fromStdString(m_globals.dataDir) : dataDir);
}

bool Command::build(
    const BrowserOptions &browser, session::WriteConfirmer *confirmer, bool isKept, const QString &dataDir)
{
    BrowserOptions chosen = browser;
    chosen.setting = [this] { return session::browserCommand(*workspace().store()); };
    auto built = app::Composition::build({ .dataDir = dataDir,
        .keepSecretsInMemory = m_globals.secrets == "memory" || !isKept,
        .keepNothing = !isKept,
        .makeBrowser =
            [this, chosen](net::StrictNetworkAccessManager *network) {
                return makeBrowser(chosen, m_output, network, [this](const Error &why) {
                    // Later: whoever opens the browser is still in the middle of it.
                    QMetaObject::invokeMethod(
                        this, [this, why] { stop(why); }, Qt::QueuedConnection);
                });
            },
        .confirmer = confirmer });
    if (!built) {
        fail(built.error());
        return false;
    }
    m_composition = std::move(*built);
    net::ExchangeLog *log = m_composition->network().log();
    if (m_globals.verbose)
        connect(log, &net::ExchangeLog::ended, this, [this, log](base::ExchangeId id) {
            if (const net::Exchange *exchange = log->find(id))
                m_output.note(exchangeLine(*exchange));
        });
    connect(&workspace(), &session::Workspace::storageFailed, this,
        [this](const Error &error) { m_output.error(error); });
    if (const auto loaded = workspace().load(false); !loaded) {
        fail(loaded.error());
        return false;
    }
    return true;
}

session::Connection *Command::find(const std::string &name)
{
    const QString typed = QString::fromStdString(name);
    if (session::Connection *connection = workspace().find(typed))
        return connection;
    fail({ .kind = ErrorKind::Usage,
        .code = base::code::noSuchConnection,
        .message = u"There is no connection “%1”."_s.arg(base::cleaned(typed)),
        .nextStep = u"“authscope-cli connections” lists them; “authscope-cli login URL” makes one."_s });
    return nullptr;
}

QByteArray Command::typedUrl(const std::string &typed)
{
    const auto guarded = base::readTypedUrl(QString::fromStdString(typed));
    if (guarded)
        return guarded->text;
    Error error = guarded.error();
    error.kind = ErrorKind::Usage; // typed here, not sent by a server
    fail(error);
    return {};
}

void Command::restore(session::Connection *connection, std::function<void(bool)> then)
{
    await(connection->restore(this), [this, then = std::move(then)](const base::Result<bool> &restored) {
        if (!restored)
            return fail(restored.error());
        then(*restored);
    });
}

void Command::requireSignIn(session::Connection *connection, std::function<void()> then)
{
    restore(connection, [this, connection, then = std::move(then)](bool isSignedIn) {
        if (!isSignedIn)
            return fail(notSignedInError(connection->url()));
        then();
    });
}

void Command::succeed(const json::Object &document)
{
    if (m_ended)
        return;
    m_output.document(document);
    end(0);
}

void Command::fail(const Error &error, json::Object document)
{
    if (m_ended)
        return;
    const Error why = m_stoppedBy && error.kind == ErrorKind::Cancelled ? *m_stoppedBy : error;
    document["error"] = toJson(why);
    m_output.document(document);
    m_output.error(why);
    end(base::exitCode(why.kind));
}

void Command::end(int exitCode)
{
    m_ended = true;
    if (!m_composition) {
        Q_EMIT finished(exitCode);
        return;
    }
    QTimer::singleShot(farewellLimit, this, [this, exitCode] { Q_EMIT finished(exitCode); });
    // Later: whoever ends this is still in the middle of one of its operations.
    QMetaObject::invokeMethod(
        this, [this, exitCode] { takeLeave(exitCode); }, Qt::QueuedConnection);
}

void Command::takeLeave(int exitCode)
{
    qDeleteAll(findChildren<base::Operation *>(Qt::FindDirectChildrenOnly));
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, [this, exitCode, isClosed = false]() mutable {
        if (!isClosed) {
            const QList<session::Connection *> &all = workspace().connections();
            if (std::any_of(all.begin(), all.end(), [](const auto *one) { return one->isTelling(); }))
                return; // “cancelled” has to arrive before the session ends
            m_composition->close();
            isClosed = true;
        }
        const std::deque<net::Exchange> &exchanges = m_composition->network().log()->all();
        if (std::all_of(exchanges.begin(), exchanges.end(), [](const auto &one) { return one.isDone(); }))
            Q_EMIT finished(exitCode);
    });
    timer->start(farewellPoll);
}

} // namespace authscope::cli
