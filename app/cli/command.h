// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/composition.h"
#include "cli/browserchoice.h"
#include "cli/globals.h"
#include "cli/output.h"

namespace authscope::cli {

/// One run of one command: started from the event loop, ends with one finished().
class Command : public QObject {
    Q_OBJECT

public:
    Command(const Globals &globals, Output &output);
    ~Command() override;

    virtual void run() = 0;
    /// Ctrl+C, --timeout, a browser that cannot go on: what is under way is cancelled, and this is why.
    virtual void stop(const base::Error &why);
    const Globals &globals() const { return m_globals; }

Q_SIGNALS:
    void finished(int exitCode);

protected:
    /// Builds the engine and reads the connections. False: has ended with the error.
    bool open(const BrowserOptions &browser = {}, session::WriteConfirmer *confirmer = nullptr);
    /// As open(), for an address that is not to be kept: nothing is read from or written to disk or keychain.
    /// `dataDir` stands in for the one of the options, for what locks there.
    bool openUnkept(
        const BrowserOptions &browser, session::WriteConfirmer *confirmer, const QString &dataDir = {});
    session::Workspace &workspace() { return m_composition->workspace(); }
    app::Composition &composition() { return *m_composition; }

    /// A kept connection by number, name, id or URL; null: has ended with OA-004.
    session::Connection *find(const std::string &name);
    /// A typed address; empty: has ended with OA-003.
    QByteArray typedUrl(const std::string &typed);
    /// From the keychain, then a fresh access token. `then(false)`: there is no sign-in to continue.
    void restore(session::Connection *connection, std::function<void(bool)> then);
    /// restore(), and without a sign-in ends with OA-005.
    void requireSignIn(session::Connection *connection, std::function<void()> then);

    template <class Operation, class Then>
    void await(Operation *operation, Then then)
    {
        m_waiting = operation;
        connect(operation, &base::Operation::finished, this, [this, operation, then = std::move(then)] {
            m_waiting = nullptr;
            then(operation->result());
        });
        operation->start();
    }
    void setWaiting(base::Operation *operation) { m_waiting = operation; }

    void succeed(const json::Object &document);
    void endQuietly(int exitCode = 0) { end(exitCode); } ///< what there was to say has been said
    /// `document`: what was found all the same; the error is added to it.
    virtual void fail(const base::Error &error, json::Object document = {});

    Output &out() { return m_output; }
    bool hasEnded() const { return m_ended; }

private:
    bool build(const BrowserOptions &browser, session::WriteConfirmer *confirmer, bool isKept,
        const QString &dataDir);
    void end(int exitCode);
    void takeLeave(int exitCode);

    const Globals &m_globals;
    Output &m_output;
    std::unique_ptr<app::Composition> m_composition;
    QPointer<base::Operation> m_waiting;
    std::optional<base::Error> m_stoppedBy;
    bool m_ended = false;
};

/// OA-005, with how to sign in from here.
base::Error notSignedInError(const QByteArray &url, const base::Error *because = nullptr);

} // namespace authscope::cli
