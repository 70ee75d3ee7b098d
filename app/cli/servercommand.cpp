// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/servercommand.h"

#include "base/errorcodes.h"
#include "cli/featuredocuments.h"
#include "cli/signinanswers.h"
#include "cli/signinlines.h"

#include <QFileInfo>

#include <cmath>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

constexpr double longestRequest = 24 * 60 * 60; ///< seconds, as a connection allows

} // namespace

ServerCommand::ServerCommand(const Globals &globals, Output &output, ServerOptions options)
    : Command(globals, output), m_options(std::move(options)), m_terminal(output)
{
}

ServerCommand::~ServerCommand() = default;

void ServerCommand::reach(session::WriteConfirmer *confirmer, std::function<void(session::Connection *)> then)
{
    auto headers = readHeaders(m_options);
    if (!headers)
        return fail(headers.error());
    m_headers = std::move(*headers);
    if (const auto limits = readLimitOptions(m_options, {}); !limits)
        return fail(limits.error());
    const auto roots = readRoots(m_options);
    if (!roots)
        return fail(roots.error());
    m_roots = *roots;
    if (m_options.network.isEmpty())
        return reachNow(confirmer, std::move(then));
    await(new NetworkFileReading(m_options.network, out(), this),
        [this, confirmer, then = std::move(then)](const base::Result<NetworkFiles> &files) {
            if (!files)
                return fail(files.error());
            m_network = *files;
            reachNow(confirmer, then);
        });
}

void ServerCommand::reachNow(
    session::WriteConfirmer *confirmer, std::function<void(session::Connection *)> then)
{
    session::Connection *kept = nullptr;
    if (m_options.words.empty()) {
        if (!open(m_options.browser, confirmer))
            return;
        kept = workspace().find(QString::fromStdString(m_options.target));
    }
    session::Connection *connection = kept ? kept : addUnkept(confirmer);
    if (!connection || !prepare(connection))
        return;
    if (!kept)
        return then(connection);
    await(kept->restore(this), [this, kept, then = std::move(then)](const base::Result<bool> &restored) {
        // A sign-in that has ended can be made anew when there is a browser; a dead network cannot.
        if (!restored && (!m_options.browser.isChosen() || restored.error().kind != base::ErrorKind::Refused))
            return failAt(kept, restored.error());
        // Whether it is signed in is known only now, and an Authorization of one's own contradicts that.
        if (const auto used = kept->useForNow(kept->settings(), m_headers); !used)
            return fail(used.error());
        then(kept);
    });
}

session::Connection *ServerCommand::addUnkept(session::WriteConfirmer *confirmer)
{
    const std::string &target = m_options.target;
    base::Result<session::Connection *> added = nullptr;
    if (!m_options.words.empty()) {
        if (!openUnkept(m_options.browser, confirmer))
            return nullptr;
        mcp::ServerCommand command{ .program = QString::fromStdString(m_options.words.front()) };
        for (std::size_t i = 1; i < m_options.words.size(); ++i)
            command.arguments << QString::fromStdString(m_options.words[i]);
        added = workspace().add(command, QFileInfo(command.program).fileName());
    } else if (!target.empty()
        && std::all_of(target.begin(), target.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        return find(target); // ends with OA-004
    } else {
        const QByteArray url = typedUrl(target);
        if (url.isEmpty() || !openUnkept(m_options.browser, confirmer))
            return nullptr;
        added = workspace().add(url);
    }
    if (added)
        return *added;
    fail(added.error());
    return nullptr;
}

bool ServerCommand::prepare(session::Connection *connection)
{
    const bool isTerminal = Terminal::isThere();
    session::Connection::Settings settings = connection->settings();
    if (!m_options.era.empty())
        settings.era = eraChoice(m_options.era);
    settings.limits = readLimitOptions(m_options, settings.limits).value_or(settings.limits);
    if (m_options.pingEvery)
        settings.pingEvery = std::chrono::seconds(*m_options.pingEvery);
    if (!m_roots.isEmpty())
        settings.roots = m_roots;
    settings.allowSampling = m_options.allowSampling && isTerminal;
    // What --timeout allows in all, one request may take.
    settings.timeout = std::max(settings.timeout,
        std::chrono::seconds(qint64(std::ceil(std::min(globals().timeout, longestRequest)))));
    if (!m_network.extraCa.isEmpty())
        settings.extraCa = m_network.extraCa;
    if (!m_network.identity.isEmpty())
        settings.clientCertificate = m_network.identity.certificate;
    if (const auto used = connection->useForNow(settings, m_headers, m_network.identity.key); !used) {
        fail(used.error());
        return false;
    }
    m_input = std::make_unique<TerminalInput>(out(),
        TerminalInput::Options{ .terminal = isTerminal ? &m_terminal : nullptr,
            // A headless browser would fetch what only a person may open.
            .browser = m_options.browser.mode == "headless" ? nullptr : composition().browser(),
            .allowSampling = settings.allowSampling,
            .roots = settings.roots });
    workspace().setInputHandler(m_input.get());

    connection->setSignInOnDemand(m_options.browser.isChosen());
    connect(connection, &session::Connection::signInStarted, this, [this](oauth::SignInFlow *flow) {
        new SignInLines(
            flow, [this](const QString &text) { out().note(text); }, this);
        new SignInAnswers(
            flow, { .output = &out(), .terminal = Terminal::isThere() ? &m_terminal : nullptr }, this);
    });
    connect(connection->features(), &session::Features::complained, this, [this, connection] {
        if (globals().verbose)
            out().note(base::oneLine(connection->features()->complaints().last()));
    });
    return true;
}

void ServerCommand::failAt(const session::Connection *connection, const base::Error &error)
{
    if (error.code == base::code::notSignedIn)
        return fail(notSignedInError(connection->url(), &error));
    base::Error told = error;
    if (error.code == base::code::insufficientScope && !m_options.browser.isChosen())
        told.nextStep = u"Give --browser, and the permission is asked for on the way."_s;
    fail(told);
}

void ServerCommand::sayProgress(double progress, double total, const QString &message)
{
    const QString how = total > 0 ? u"%1 of %2"_s.arg(progress).arg(total) : QString::number(progress);
    out().note(message.isEmpty() ? u"progress "_s + how : u"progress %1 %2"_s.arg(how, shown(message)));
}

void ServerCommand::sayLog(const QString &level, const QString &text)
{
    out().note(u"%1: %2"_s.arg(shown(level), shown(text)));
}

void ServerCommand::sayPhase(const QString &phase)
{
    if (!out().isJson() && std::exchange(m_phase, phase) != phase)
        out().note(shown(phase));
}

void ServerCommand::awaitVisit(bool isAwaited, std::function<void()> proceed)
{
    m_visit.reset();
    if (!isAwaited)
        return;
    if (!Terminal::isThere())
        return out().note(u"It goes on when the server says that this is done, or when the time is up."_s);
    m_visit = std::make_unique<Conversation>(&m_terminal, nullptr, [this, proceed = std::move(proceed)] {
        m_visit->ask(
            u"Press Enter when you have finished in the browser. It also goes on when the server says "
            "that this is done."_s,
            [this, proceed](const Conversation::Answer &line) {
                m_visit.reset();
                if (line)
                    proceed();
            });
    });
}

void ServerCommand::sayTask(const mcp::Task &task)
{
    out().note(u"task %1: %2"_s.arg(shown(task.id), taskLine(task)));
}

} // namespace authscope::cli
